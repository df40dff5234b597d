import { type FailureCode } from './failure.ts';
import { failures } from './failure-table.ts';

/** Whether work that met this failure is worth another try. */
export function mayPass(code: FailureCode): boolean {
  return 'mayPass' in failures[code];
}

/** Whether what met this failure is put off until it has passed, at no cost in attempts. */
export function isWaitedOut(code: FailureCode): boolean {
  return 'isWaitedOut' in failures[code];
}

/** Whether this failure cost a renderer its process. */
export function endsRenderer(code: FailureCode): boolean {
  return 'endsRenderer' in failures[code];
}

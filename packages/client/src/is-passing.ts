import type { QuireError } from './quire-error.ts';

/** Too many requests, and what a proxy or an api answers while something behind it is away. */
const PASSING_STATUSES: readonly (number | null)[] = [429, 502, 503, 504];

/** Whether the same request may go through a little later. */
export function isPassing({ code, status }: QuireError): boolean {
  return code === 'unreachable' || PASSING_STATUSES.includes(status);
}

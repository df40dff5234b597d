import { setTimeout as sleep } from 'node:timers/promises';
import type { ChaosOptions } from './chaos-options.ts';
import { doHarm } from './do-harm.ts';
import { drawFaults, type DrawnFault } from './draw-faults.ts';
import { processNames } from './processes.ts';
import type { WholeSystem } from '../whole-system.ts';

/** Harm that was done, in the order it began. */
export interface DoneFault {
  /** Since the run began. */
  readonly atS: number;
  readonly name: string;
  readonly what: string;
}

/**
 * Does harm after harm until told to stop, then mends what lasts. Several may last at once; one that
 * is drawn for what is being harmed already is left out, and the log says so.
 */
export async function runFaults(
  system: WholeSystem,
  options: ChaosOptions,
  enough: AbortSignal,
  say: (fault: DoneFault) => void,
): Promise<void> {
  const startedAt = performance.now();
  const busy = new Set<string>();
  const lasting = new Set<Promise<void>>();
  for (const fault of drawFaults(options, processNames)) {
    await sleep(fault.afterS * 1000, undefined, { signal: enough }).catch(() => undefined);
    if (enough.aborted) break;
    const atS = (performance.now() - startedAt) / 1000;
    const subject = subjectOf(fault);
    if (busy.has(subject)) {
      say({ atS, name: fault.name, what: `left out: ${subject} is being harmed` });
      continue;
    }
    busy.add(subject);
    const harm = doHarm(fault, system, options, enough)
      .then((what) => say({ atS, name: fault.name, what: what ?? 'cannot be done here' }))
      .catch((error: unknown) => say({ atS, name: fault.name, what: String(error) }))
      .finally(() => {
        busy.delete(subject);
        lasting.delete(harm);
      });
    lasting.add(harm);
  }
  await Promise.all(lasting);
}

/** What a fault takes away from the others. Redis can be short of one thing at a time. */
function subjectOf({ name, target }: DrawnFault): string {
  switch (name) {
    case 'kill':
    case 'stop':
    case 'term':
    case 'kill-point':
      return target;
    case 'half-open':
      return 'the link';
    case 'redis-kill':
    case 'redis-pause':
    case 'oom':
    case 'disk':
      return 'redis';
  }
}

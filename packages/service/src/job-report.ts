import type { Logger } from './log.ts';
import type { Metrics } from './metrics.ts';

/** A run of a job, as the queues tell of it. */
interface JobOutcome {
  readonly queue: string;
  readonly jobId: string;
  readonly attempt: number;
  readonly outcome: string;
  readonly tookMs: number;
  readonly error?: unknown;
}

/** The one place where the outcome of a job is logged and counted: handlers throw and say nothing. */
export function jobReport(
  log: Logger,
  metrics: Metrics,
): { onOutcome(outcome: JobOutcome): void; onTrouble(error: Error): void } {
  return {
    onOutcome({ error, ...fields }) {
      metrics.jobs.inc({ queue: fields.queue, outcome: fields.outcome });
      metrics.jobSeconds.observe({ queue: fields.queue }, fields.tookMs / 1000);
      if (fields.outcome === 'done') log.debug(fields, 'job done');
      else if (fields.outcome === 'postponed')
        log.debug({ ...fields, err: error }, 'job postponed');
      else log.warn({ ...fields, err: error }, 'job failed');
    },
    onTrouble(error) {
      log.warn({ err: error }, 'trouble with a queue');
    },
  };
}

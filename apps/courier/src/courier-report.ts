import type { DeliveryRecord } from '@quire/domain';
import type { JobOf } from '@quire/queues';
import type { Logger, Metrics } from '@quire/service';
import type { Receiver } from '@quire/store';
import type { DeliveryOutcome } from '@quire/webhooks';

type Job = JobOf<'webhooks'>;

/** What operators are told of deliveries. Of receivers the origin alone: a URL may hold a token. */
export interface CourierReport {
  attempted(job: Job, after: DeliveryRecord, outcome: DeliveryOutcome): void;
  /** Not sent, for its endpoint is disabled. */
  withheld(job: Job): void;
  /** Not sent, for its document is gone. */
  dropped(job: Job): void;
  /** An endpoint was disabled just now, or is well again. */
  endpointChanged(receiver: Receiver, isDisabled: boolean, outcome: DeliveryOutcome): void;
}

export function createCourierReport(
  log: Logger,
  metrics: Pick<Metrics, 'webhooks'>,
): CourierReport {
  const count = (outcome: string): void => metrics.webhooks.inc({ outcome });
  return {
    attempted({ documentId, webhookId }, { status, tries, next_attempt_at_ms: nextAtMs }, outcome) {
      count(outcome.error === null ? 'delivered' : 'failed');
      const { statusCode, durationMs, error } = outcome;
      const fields = { documentId, webhookId, status, tries, statusCode, durationMs };
      if (error === null) return log.debug(fields, 'a webhook was delivered');
      const next = nextAtMs === null ? null : new Date(nextAtMs).toISOString();
      log.warn({ ...fields, ...error, next }, 'a webhook was not taken');
    },
    withheld({ documentId, webhookId }) {
      count('disabled');
      log.debug({ documentId, webhookId }, 'a webhook was not sent: its endpoint is disabled');
    },
    dropped({ documentId, webhookId }) {
      count('dropped');
      log.info({ documentId, webhookId }, 'a webhook was dropped: its document is gone');
    },
    endpointChanged({ tenant, url }, isDisabled, { error }) {
      const fields = { tenant, origin: new URL(url).origin, code: error?.code };
      if (isDisabled) log.error(fields, 'a webhook endpoint is disabled: nothing is sent there');
      else log.info(fields, 'a webhook endpoint that was disabled is well again');
    },
  };
}

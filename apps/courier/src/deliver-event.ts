import {
  afterAttempt,
  type DeliveryRecord,
  type DocumentRecord,
  endDelivery,
  Failure,
  newDelivery,
  signingSecrets,
  webhookBody,
} from '@quire/domain';
import { type JobContext, type JobOf, Postponed } from '@quire/queues';
import type { Deliveries, Documents, Receiver, Receivers } from '@quire/store';
import type { Delivery, DeliveryOutcome } from '@quire/webhooks';
import type { CourierReport } from './courier-report.ts';
import { laneOutcome } from './lane-outcome.ts';

export interface DeliverPorts {
  readonly documents: Pick<Documents, 'read'>;
  readonly deliveries: Pick<Deliveries, 'update'>;
  readonly receivers: Pick<Receivers, 'enter' | 'leave'>;
  /** Sends one signed POST; never throws. */
  readonly deliver: (delivery: Delivery, signal: AbortSignal) => Promise<DeliveryOutcome>;
  /** Sign for documents that brought no secret of their own. */
  readonly secrets: readonly string[];
  readonly report: CourierReport;
}

type Job = JobOf<'webhooks'>;

/** Shorter waits for a receiver's turn are not worth a write for each delivery that waits. */
const WORTH_SAYING_MS = 5_000;

/**
 * Tells a document's receiver how it ended: one attempt, and what came of it on record. A kill after
 * the POST and before its record sends it again under the same id, by which receivers tell a repetition.
 * @throws Postponed until the next attempt is due, or its receiver's turn has come
 */
export async function deliverEvent(
  job: Job,
  ports: DeliverPorts,
  { abandoned }: Pick<JobContext, 'abandoned'>,
): Promise<void> {
  const { documentId, webhookId } = job;
  const document = await ports.documents.read(documentId);
  const webhook = document?.options.webhook;
  const record = document && webhook ? await prepare(job, document, ports) : null;
  // The document's retention passed, or it was removed: there is nothing left to tell.
  if (!document || !webhook || record === null) return ports.report.dropped(job);
  if (record.status !== 'pending' || record.replays !== (job.replay ?? 0)) return;
  const receiver = { tenant: document.tenant, url: webhook.url };
  const entry = await ports.receivers.enter(receiver, webhookId, {
    notBeforeMs: record.next_attempt_at_ms ?? 0,
    replayedAtMs: record.replayed_at_ms ?? 0,
  });
  switch (entry.kind) {
    case 'wait': {
      const nextAtMs = entry.atMs + entry.forMs;
      if (entry.forMs >= WORTH_SAYING_MS && nextAtMs !== record.next_attempt_at_ms) {
        await change(job, record.replays, ports, (now) => ({
          ...now,
          next_attempt_at_ms: nextAtMs,
        }));
      }
      throw new Postponed(entry.forMs, 'its turn has not come');
    }
    case 'disabled': {
      const why = new Failure('webhook_disabled');
      await change(job, record.replays, ports, (now) => endDelivery(now, 'disabled', why));
      return ports.report.withheld(job);
    }
    case 'go': {
      const secrets = signingSecrets(webhook, ports.secrets);
      const signed = { ...receiver, body: record.body ?? '', secrets, atMs: entry.atMs };
      return attempt(job, record.replays, signed, ports, abandoned);
    }
  }
}

/** @throws Postponed where another attempt is due */
async function attempt(
  job: Job,
  run: number,
  signed: Receiver & Omit<Delivery, 'id'>,
  ports: DeliverPorts,
  abandoned: AbortSignal,
): Promise<void> {
  const { tenant, url, atMs } = signed;
  const outcome = await ports.deliver({ ...signed, id: job.webhookId }, abandoned);
  const isDisabled = await leaveLane({ tenant, url }, job, outcome, ports);
  // Nobody knows whether it arrived: whoever takes the job over sends it again.
  if (outcome.kind === 'abandoned') throw new Postponed(0, 'the process is ending');
  const facts = factsOf(run, atMs, outcome, isDisabled);
  // Of an earlier run too, which a replay ended meanwhile: it is listed.
  const after = await ports.deliveries.update(
    job.documentId,
    job.webhookId,
    (now) => now && afterAttempt(now, facts, Math.random()),
  );
  if (after === null) return ports.report.dropped(job);
  ports.report.attempted(job, after, outcome);
  const { next_attempt_at_ms: nextAtMs } = after;
  if (after.status !== 'pending' || after.replays !== run || nextAtMs === null) return;
  const why = outcome.error?.message ?? 'it is to be tried again';
  throw new Postponed(nextAtMs - atMs - outcome.durationMs, why);
}

/**
 * The delivery with its body written down. One of an earlier release was not put on record at the
 * document's end.
 * @returns null when its document is gone
 */
function prepare(
  { documentId, webhookId, type, sequence = 1 }: Job,
  document: DocumentRecord,
  { deliveries }: Pick<DeliverPorts, 'deliveries'>,
): Promise<DeliveryRecord | null> {
  return deliveries.update(documentId, webhookId, (known) => {
    if (known !== null && known.body !== null) return null;
    const record = known ?? newDelivery(type, sequence, document.finishedAtMs ?? Date.now());
    return { ...record, body: webhookBody(record, document) };
  });
}

/** Lets the next to this receiver begin. @returns whether its endpoint is disabled now */
async function leaveLane(
  receiver: Receiver,
  { webhookId }: Job,
  outcome: DeliveryOutcome,
  { receivers, report }: DeliverPorts,
): Promise<boolean> {
  const { isDisabled, isNew } = await receivers.leave(receiver, webhookId, {
    outcome: laneOutcome(outcome),
    retryAfterMs: outcome.retryAfterMs,
    code: outcome.error?.code ?? null,
  });
  if (isNew) report.endpointChanged(receiver, isDisabled, outcome);
  return isDisabled;
}

function factsOf(
  run: number,
  atMs: number,
  { kind, statusCode, durationMs, error, response, retryAfterMs }: DeliveryOutcome,
  isEndpointDisabled: boolean,
): Parameters<typeof afterAttempt>[1] {
  return {
    run,
    attempt: { at_ms: atMs, duration_ms: durationMs, status_code: statusCode, error, response },
    retryAfterMs,
    isFinal: kind === 'refused',
    isEndpointDisabled,
  };
}

/** Changes a delivery of this run; one that was asked to be sent again meanwhile is the later run's. */
async function change(
  { documentId, webhookId }: Job,
  run: number,
  { deliveries }: Pick<DeliverPorts, 'deliveries'>,
  step: (record: DeliveryRecord) => DeliveryRecord,
): Promise<void> {
  await deliveries.update(documentId, webhookId, (known) =>
    known !== null && known.replays === run ? step(known) : null,
  );
}

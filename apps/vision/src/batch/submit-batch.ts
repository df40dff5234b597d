import { randomUUID } from 'node:crypto';
import type { BatchCreation, Claude, SeenBatch } from '@quire/claude';
import type { Limiter, Reservation } from '@quire/limits';
import { killPoint, type Metrics } from '@quire/service';
import type { BatchCalls, Batches, BatchEntry, Calls, Documents } from '@quire/store';
import type { FailureCode } from '@quire/domain';
import { released } from '../call-settlement.ts';
import { describeIntent } from '../describe-intent.ts';
import { holdFor } from '../hold-for.ts';
import { parkDocument, type ParkPorts } from '../park-document.ts';
import { untilTaken } from '../until-taken.ts';
import { writeArrived } from './arrived-answer.ts';
import type { BatchDesk } from './batch-desk.ts';
import { entryOf, type GatheredCall } from './batched-call.ts';
import { closeCall, type CloseCallPorts } from './close-call.ts';
import { wakePages, type WakePorts } from './wake-pages.ts';

export type SubmitPorts = ParkPorts &
  WakePorts &
  CloseCallPorts & {
    readonly owner: string;
    readonly batches: Batches;
    readonly batchCalls: Pick<BatchCalls, 'rejoin' | 'arrive'>;
    readonly calls: Pick<Calls, 'intend' | 'withdraw'>;
    readonly documents: Pick<Documents, 'read' | 'park' | 'noteBatch'>;
    readonly limiter: Pick<Limiter, 'reserve' | 'settle' | 'hold' | 'lift' | 'budgets'>;
    readonly claude: Pick<Claude, 'batches'>;
    readonly metrics: Pick<Metrics, 'batches'>;
  };

/** A call that is written down, with what was reserved for it. */
interface Intended {
  readonly call: GatheredCall;
  readonly entry: BatchEntry;
}

/**
 * Sends gathered calls as one batch (docs/decisions/0018): the batch on record, then money, then every call's
 * intent, then that it is being sent, and only then a byte. Whatever dies in between, the tracker finds it
 * where it stands. Never throws: what goes wrong is told, and mended from the record.
 */
export async function submitBatch(
  gathered: readonly GatheredCall[],
  desk: Pick<BatchDesk, 'shrink'>,
  ports: SubmitPorts,
): Promise<void> {
  const key = randomUUID();
  try {
    const written = await writeDown(key, gathered, ports);
    if (written.length === 0) return;
    killPoint('after-batch-sending');
    const creation = await ports.claude.batches.create(written.map(({ call }) => call.request));
    killPoint('after-batch-create');
    await settleCreation(key, written, creation, desk, ports);
  } catch (error) {
    ports.onTrouble('a batch was not sent as it should; what is on record is looked after', error);
  }
}

/** Writes down a batch, and each of its calls. @returns those that may be sent */
async function writeDown(
  key: string,
  gathered: readonly GatheredCall[],
  ports: SubmitPorts,
): Promise<readonly Intended[]> {
  const { batches, owner } = ports;
  const asked = gathered.map((call, at) => ({ call, entry: entryOf(call, `batch~${key}~${at}`) }));
  const [first] = asked;
  if (first === undefined) return [];
  const { group, model } = first.entry;
  await batches.intend(
    key,
    { owner, group, model },
    asked.map(({ entry }) => entry),
  );
  killPoint('after-batch-record');
  const reserved = await Promise.all(asked.map((one) => reserve(one, ports)));
  killPoint('after-batch-reserve');
  const intended = await Promise.all(
    reserved.flatMap((one) => (one === null ? [] : [intend(key, one, ports)])),
  );
  const written = intended.flatMap((one) => (one === null ? [] : [one]));
  killPoint('after-batch-intents');
  if (written.length === 0) {
    await batches.forget(key, 'intended');
    return [];
  }
  const entries = written.map(({ entry }) => entry);
  const more = { entries, count: entries.length };
  // Refused where it took so long that the tracker has given its calls back.
  return (await batches.move(key, 'intended', 'sending', more)) ? written : [];
}

interface Reserved {
  readonly call: GatheredCall;
  readonly entry: BatchEntry;
  readonly reservation: Reservation;
}

/** @returns null for a call that may not begin now: its claim is given back, and its page, whose job comes again, is under way */
async function reserve({ call, entry }: Intended, ports: SubmitPorts): Promise<Reserved | null> {
  const { need } = call.plan;
  const batched = { reservationId: entry.reservation };
  const reservation = await ports.limiter.reserve({ ...need, batched });
  if ('waitMs' in reservation) return { call, entry, reservation };
  const { code, detail, budgetKey } = reservation;
  if (code === 'budget_reached' && !call.isFurther) {
    const refusal = { detail: detail ?? code, budgetKey };
    await parkDocument(call.document, refusal, need.budgets, ports, Date.now());
  }
  await ports.batchCalls.rejoin(call.document.id, call.page);
  await ports.calls.withdraw(call.document.id, call.page, call.fence);
  return null;
}

/** @returns null where its claim was lost meanwhile, or its document has ended */
async function intend(
  key: string,
  { call, entry, reservation }: Reserved,
  { calls, limiter }: SubmitPorts,
): Promise<Intended | null> {
  const { document, page, fence, plan } = call;
  const intent = { ...describeIntent(document, page, plan, reservation), batch: key };
  const attempt = await calls.intend(document.id, page, fence, intent);
  if (attempt === null) {
    await limiter.settle(released(reservation, plan));
    return null;
  }
  const expected = {
    expected_output_tokens: reservation.expectedOutputTokens,
    expected_micro_usd: Math.ceil(reservation.expectedCostMicroUsd),
  };
  return { call, entry: { ...entry, attempt, ...expected } };
}

async function settleCreation(
  key: string,
  written: readonly Intended[],
  creation: BatchCreation,
  desk: Pick<BatchDesk, 'shrink'>,
  ports: SubmitPorts,
): Promise<void> {
  const { batches, limiter, metrics } = ports;
  metrics.batches.inc({ outcome: creation.kind });
  const [first] = written;
  if (first === undefined) return;
  const { group } = first.call.plan.need;
  if (creation.kind === 'created') {
    await noteCreated(key, creation.batch, ports);
    await limiter.lift(group);
    const noted = { id: creation.batch.id, created_at_ms: Date.parse(creation.batch.createdAt) };
    const documents = new Set(written.map(({ entry }) => entry.document));
    for (const document of documents) await ports.documents.noteBatch(document, noted);
    return;
  }
  if (creation.kind === 'ambiguous') {
    const { code, detail } = creation;
    await limiter.hold({ group, code, detail, kind: 'doubt', retryAfterMs: null, callId: key });
    // It may have been created: the tracker looks for it in the provider's list.
    await batches.move(key, 'sending', 'unknown');
    return;
  }
  const isTooLarge = creation.code === 'claude_request_too_large';
  if (isTooLarge && written.length > 1) desk.shrink();
  // What is disliked of a whole batch is no page's: each is looked at by itself, and later.
  const trouble = creation.blame === 'page' ? { ...creation, blame: 'halt' as const } : creation;
  const hold = isTooLarge ? null : holdFor(trouble, group);
  if (hold !== null) await limiter.hold(hold);
  if (isTooLarge && written.length === 1)
    await bringRefusal(key, first.entry, creation.detail, ports);
  else await giveBack(written, creation.code, ports);
  await batches.forget(key, 'sending');
}

/** Keeps the provider's name for a batch that was created, however long that takes. */
async function noteCreated(
  key: string,
  { id, createdAt, expiresAt }: SeenBatch,
  { batches, onTrouble }: Pick<SubmitPorts, 'batches' | 'onTrouble'>,
): Promise<void> {
  const more = { id, created_at: createdAt, expires_at: expiresAt };
  await untilTaken(
    () => batches.move(key, 'sending', 'created', more),
    (error) => onTrouble('a batch was created and is not on record yet; trying again', error),
  );
  killPoint('after-batch-created');
}

/** Gives back the calls of a batch that was refused, for nothing. */
async function giveBack(
  written: readonly Intended[],
  code: FailureCode,
  ports: SubmitPorts,
): Promise<void> {
  for (const { entry } of written) {
    // Their jobs come again, so they are under way: no more of their documents' pages are to be handed out.
    await untilTaken(
      () => ports.batchCalls.rejoin(entry.document, entry.page),
      (error) => ports.onTrouble('a page is not in its window again yet; trying again', error),
    );
    await closeCall(entry, { class: 'free', code }, null, ports);
  }
}

/**
 * Lays what was said of a batch of one beside its page, as if the batch had brought it: it is too large by
 * itself, and is to be sent smaller, or to end.
 */
async function bringRefusal(
  key: string,
  entry: BatchEntry,
  detail: string,
  ports: SubmitPorts,
): Promise<void> {
  const said = { type: 'request_too_large', message: detail };
  const result = { type: 'errored', error: { type: 'error', error: said } };
  await untilTaken(
    () => ports.batchCalls.arrive(entry.document, entry, writeArrived(entry, key, result)),
    (error) => ports.onTrouble('what was said of a page is not with it yet; trying again', error),
  );
  await wakePages([entry], ports);
}

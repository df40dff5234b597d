import type { Claude, SeenBatch } from '@quire/claude';
import { Failure, lastMomentMs } from '@quire/domain';
import type { Liveness } from '@quire/queues';
import type { BatchCalls, Batches, BatchEntry, BatchRecord, Documents } from '@quire/store';
import { byDocument } from './by-document.ts';
import { giveBackBatch, type GiveBackPorts } from './give-back-batch.ts';
import { type ReadResultsPorts, readResults } from './read-results.ts';
import { seekBatch, type SeekPorts } from './seek-batch.ts';
import { SKEW_MS } from './skew.ts';
import { wakePages } from './wake-pages.ts';

export type TrackPorts = GiveBackPorts &
  ReadResultsPorts &
  SeekPorts & {
    readonly batches: Batches;
    readonly batchCalls: BatchCalls;
    readonly documents: Pick<Documents, 'read' | 'noteBatch'>;
    readonly liveness: Liveness;
    readonly claude: Pick<Claude, 'batches'>;
  };

/** Longer than a creation may take: whoever has not moved its batch on by then never will. */
const STUCK_MS = 15 * 60_000;
/** Time to put a wrong key right. */
const GONE_AFTER_MS = 3_600_000;

/**
 * Looks once after every batch that is not done with: gives back what was never sent, seeks what was perhaps
 * created, reads what is back. Everything in it may be done twice, by two processes at once.
 * @param nowMs by which deadlines are kept
 * @returns how many batches there are
 */
export async function trackBatches(ports: TrackPorts, nowMs: number): Promise<number> {
  const open = await ports.batches.open();
  if (open.length === 0) return 0;
  const redisNowMs = await ports.batches.nowMs();
  const listed = await listSince(open, ports).catch((error: unknown) => {
    ports.onTrouble('the batches at the provider could not be listed', error);
    return null;
  });
  for (const record of open) {
    await lookAfter(record, { listed, nowMs, redisNowMs }, ports).catch((error: unknown) => {
      ports.onTrouble(`batch ${record.id || record.key} could not be looked after`, error);
    });
  }
  return open.length;
}

interface Moment {
  /** Null where the provider does not say. */
  readonly listed: readonly SeenBatch[] | null;
  readonly nowMs: number;
  readonly redisNowMs: number;
}

type Listed = Moment & { readonly listed: readonly SeenBatch[] };

/** The provider's list as far back as any of ours may be found; nothing was sent: nothing is asked. */
async function listSince(
  open: readonly BatchRecord[],
  { claude }: TrackPorts,
): Promise<readonly SeenBatch[]> {
  const sent = open.flatMap(({ sending_at_ms: at }) => (at === 0 ? [] : [at]));
  if (sent.length === 0) return [];
  const since = Math.min(...sent) - SKEW_MS;
  const listed: SeenBatch[] = [];
  for await (const batch of claude.batches.list()) {
    if (Date.parse(batch.createdAt) < since) break;
    listed.push(batch);
  }
  return listed;
}

async function lookAfter(record: BatchRecord, moment: Moment, ports: TrackPorts): Promise<void> {
  const { key, state, owner } = record;
  const { listed, nowMs, redisNowMs } = moment;
  const { batches, liveness } = ports;
  switch (state) {
    case 'intended':
    case 'sending': {
      const isStuck = redisNowMs - record.moved_at_ms > STUCK_MS;
      if (!isStuck && !(await liveness.isDead(owner))) return;
      const to = state === 'intended' ? 'dropped' : 'unknown';
      if (!(await batches.move(key, state, to))) return;
      if (to === 'dropped') await giveBackBatch(record, ports);
      return;
    }
    case 'dropped':
      return giveBackBatch(record, ports);
    case 'unknown':
    case 'lost':
    case 'created':
      // From a list that could not be had nothing is concluded: an empty one would say that it was not created.
      if (listed === null) return void (await letGoOfLate(record, nowMs, ports));
      return lookInto(record, { listed, nowMs, redisNowMs }, ports).catch(
        async (error: unknown) => {
          await letGoOfLate(record, nowMs, ports);
          throw error;
        },
      );
  }
}

/**
 * Seeks a batch that was perhaps created, reads what one has brought, and lets go of what nobody wants or
 * waits for. A deadline waits neither for what the provider does not say nor for what cannot be read.
 */
async function lookInto(
  record: BatchRecord,
  { listed, nowMs, redisNowMs }: Listed,
  ports: TrackPorts,
): Promise<void> {
  if (record.state !== 'created') {
    await seekBatch(record, { listed, redisNowMs }, ports);
    await letGoOfLate(record, nowMs, ports);
    return;
  }
  const seen =
    listed.find(({ id }) => id === record.id) ?? (await ports.claude.batches.look(record.id));
  if (seen === null) {
    await letGoOfLate(record, nowMs, ports);
    return missBatch(record, redisNowMs, ports);
  }
  if (record.missing_since_ms > 0) await ports.batches.note(record.key, { missing_since_ms: 0 });
  if (seen.hasEnded) return readResults(record, ports);
  return letGoOfUnwanted(record, nowMs, ports);
}

/**
 * A batch that was there and is not any more: somebody has deleted it, results and all, and its pages are
 * asked about anew. Not at the first word of it, for a key of another workspace is told so of every batch, and
 * all that is in them would be paid twice.
 */
async function missBatch(
  record: BatchRecord,
  redisNowMs: number,
  ports: TrackPorts,
): Promise<void> {
  const sinceMs = record.missing_since_ms;
  if (sinceMs === 0) {
    await ports.batches.note(record.key, { missing_since_ms: redisNowMs });
    const sentence = `batch ${record.id} is not in this key's workspace: its pages are asked about anew in an hour`;
    return ports.onTrouble(sentence, new Failure('batch_lost'));
  }
  if (redisNowMs - sinceMs < GONE_AFTER_MS) return;
  const entries = await ports.batches.entries(record.key);
  for (const entry of entries) await ports.batchCalls.giveUp(entry.document, entry, 'batch_lost');
  await wakePages(entries, ports);
  await ports.batches.forget(record.key, 'created');
}

/** Has a batch cancelled of which nobody waits for anything: what is not begun then is not charged. */
async function letGoOfUnwanted(
  record: BatchRecord,
  nowMs: number,
  ports: TrackPorts,
): Promise<void> {
  const { batches, claude } = ports;
  const wanted = await letGoOfLate(record, nowMs, ports);
  if (wanted > 0 || record.cancelled > 0) return;
  await claude.batches.cancel(record.id);
  await batches.note(record.key, { cancelled: 1 });
}

/** Waits no longer for pages whose deadline draws near. @returns how many are waited for yet */
async function letGoOfLate(record: BatchRecord, nowMs: number, ports: TrackPorts): Promise<number> {
  const { batches, batchCalls, documents } = ports;
  let wanted = 0;
  const late: BatchEntry[] = [];
  for (const [id, entries] of byDocument(await batches.entries(record.key))) {
    const document = await documents.read(id);
    if (document?.status !== 'processing') continue;
    const standing = await batchCalls.standing(id, entries);
    const open = entries.filter((_, at) => standing[at]?.kind === 'open');
    const last = lastMomentMs(document.options);
    if (last !== null && nowMs >= last) late.push(...open);
    else wanted += open.length;
  }
  for (const entry of late) await batchCalls.giveUp(entry.document, entry, 'batch_late');
  await wakePages(late, ports);
  return wanted;
}

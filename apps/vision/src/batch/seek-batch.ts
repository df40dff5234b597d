import type { Claude, SeenBatch } from '@quire/claude';
import { killPoint } from '@quire/service';
import type { BatchCalls, Batches, BatchRecord, Documents } from '@quire/store';
import { byDocument } from './by-document.ts';
import { SKEW_MS } from './skew.ts';
import { wakePages, type WakePorts } from './wake-pages.ts';

export type SeekPorts = WakePorts & {
  readonly batches: Pick<Batches, 'entries' | 'move' | 'forget'>;
  readonly batchCalls: Pick<BatchCalls, 'giveUp'>;
  readonly documents: Pick<Documents, 'read' | 'noteBatch'>;
  readonly claude: Pick<Claude, 'batches'>;
  /** A batch that nobody lists for so long was not created. */
  readonly listedWithinMs: number;
  /** Batches that were looked into and are another's, as `KEY ID`: what has ended stays as it is. */
  readonly strangers: Set<string>;
};

/** A creation takes ten minutes at most, and what it brought stands in the list by then. */
const CREATED_WITHIN_MS = 2 * SKEW_MS;
/** What is found later than a day after it was sent has expired, unpaid. */
const SOUGHT_FOR_MS = 26 * 3_600_000;

/**
 * Looks for a batch that was perhaps created, by a process that died or heard no answer. Never by creating
 * it again: the list shows it, though not by its custom ids; by those it is known once it has ended. Where
 * the list shows nothing that it could be, its pages are given up on, and asked about anew.
 */
export async function seekBatch(
  record: BatchRecord,
  { listed, redisNowMs }: { readonly listed: readonly SeenBatch[]; readonly redisNowMs: number },
  ports: SeekPorts,
): Promise<void> {
  const { key, state } = record;
  const entries = await ports.batches.entries(key);
  const ours = new Set(entries.map(({ custom_id: customId }) => customId));
  const mayBeIt = listed
    .filter((batch) => isLike(batch, record) && !ports.strangers.has(`${key} ${batch.id}`))
    .toSorted((one, other) => distanceMs(one, record) - distanceMs(other, record));
  for (const batch of mayBeIt) {
    if (!batch.hasEnded) continue;
    if (!(await hasOneOf(batch.id, ours, ports))) {
      ports.strangers.add(`${key} ${batch.id}`);
      continue;
    }
    const found = { id: batch.id, created_at: batch.createdAt, expires_at: batch.expiresAt };
    await ports.batches.move(key, state, 'created', found);
    const noted = { id: batch.id, created_at_ms: Date.parse(batch.createdAt) };
    for (const id of byDocument(entries).keys()) await ports.documents.noteBatch(id, noted);
    return;
  }
  if (state === 'lost') {
    if (redisNowMs - record.sending_at_ms > SOUGHT_FOR_MS) {
      for (const known of ports.strangers) {
        if (known.startsWith(`${key} `)) ports.strangers.delete(known);
      }
      await ports.batches.forget(key, 'lost');
    }
    return;
  }
  const isPerhapsThere = mayBeIt.some(({ hasEnded }) => !hasEnded);
  if (isPerhapsThere || redisNowMs - record.moved_at_ms < ports.listedWithinMs) return;
  for (const entry of entries) await ports.batchCalls.giveUp(entry.document, entry, 'batch_lost');
  killPoint('after-batch-lost');
  await wakePages(entries, ports);
  await ports.batches.move(key, 'unknown', 'lost');
}

/** As many requests, at about that time: all that can be seen of a batch in progress. */
function isLike(batch: SeenBatch, { count, sending_at_ms: sentAtMs }: BatchRecord): boolean {
  const createdAtMs = Date.parse(batch.createdAt);
  return (
    batch.count === count &&
    createdAtMs >= sentAtMs - SKEW_MS &&
    createdAtMs <= sentAtMs + CREATED_WITHIN_MS
  );
}

/** How far from its sending a batch was created: the nearest is most likely the one. */
function distanceMs({ createdAt }: SeenBatch, { sending_at_ms: sentAtMs }: BatchRecord): number {
  return Math.abs(Date.parse(createdAt) - sentAtMs);
}

async function hasOneOf(
  id: string,
  customIds: ReadonlySet<string>,
  { claude }: SeekPorts,
): Promise<boolean> {
  for await (const line of claude.batches.results(id)) {
    if (line !== null) return customIds.has(line.customId);
  }
  return false;
}

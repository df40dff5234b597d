import type { Claude } from '@quire/claude';
import { killPoint, type Metrics } from '@quire/service';
import type { BatchCalls, Batches, BatchEntry, BatchRecord } from '@quire/store';
import { z } from 'zod';
import { callName, readArrived, writeArrived } from './arrived-answer.ts';
import { bookUnwanted } from './book-unwanted.ts';
import { byDocument } from './by-document.ts';
import { closeCall, type CloseCallPorts } from './close-call.ts';
import { wakePages, type WakePorts } from './wake-pages.ts';

export type ReadResultsPorts = CloseCallPorts &
  WakePorts & {
    readonly batches: Pick<Batches, 'entries' | 'note' | 'forget'>;
    readonly batchCalls: Pick<BatchCalls, 'arrive' | 'standing'>;
    readonly claude: Pick<Claude, 'batches'>;
    readonly metrics: Pick<Metrics, 'batchResults'>;
  };

/** Readings after which what could not be read is given up on. */
const MOST_READINGS = 3;

const resultType = z.object({ type: z.enum(['succeeded', 'errored', 'canceled', 'expired']) });

/**
 * Brings the results of a batch that has ended to their pages, and forgets it once each of its calls is
 * booked. What is there may be read any number of times for 29 days: what a page has taken is not taken
 * again, and what broke off is read anew the next time.
 */
export async function readResults(record: BatchRecord, ports: ReadResultsPorts): Promise<void> {
  const { key, id, readings } = record;
  const entries = await ports.batches.entries(key);
  const { missing } = await stillOpen(entries, ports);
  if (missing.length > 0) {
    const free = await readInto(record, missing, ports);
    await ports.batches.note(key, { readings: readings + 1 });
    await wakePages(free, ports);
  }
  killPoint('after-batch-read');
  const after = await stillOpen(entries, ports);
  // Whoever was given a job before has one still, or is done: then it finds nothing left to do.
  const over = await wakePages(after.arrived, ports);
  // Cancelled after it arrived: read again it is unwanted, and booked as that.
  if (over.length > 0) await readInto(record, over, ports);
  if (after.arrived.length > over.length) return;
  if (after.missing.length === 0) {
    await ports.batches.forget(key, 'created');
  } else if (readings + 1 >= MOST_READINGS) {
    // Answered, perhaps, in a way that nobody can read.
    const outcome = { class: 'ambiguous', code: 'claude_answer_unreadable' } as const;
    for (const entry of after.missing) await closeCall(entry, outcome, callName(entry, id), ports);
    await wakePages(after.missing, ports);
  }
}

/** Calls that are not booked yet: those for which something lies there, and those for which nothing does. */
async function stillOpen(
  entries: readonly BatchEntry[],
  { batchCalls }: ReadResultsPorts,
): Promise<{ readonly arrived: readonly BatchEntry[]; readonly missing: readonly BatchEntry[] }> {
  const arrived: BatchEntry[] = [];
  const missing: BatchEntry[] = [];
  for (const [id, own] of byDocument(entries)) {
    const standing = await batchCalls.standing(id, own);
    for (const [at, entry] of own.entries()) {
      const kind = standing[at]?.kind;
      if (kind === 'arrived') arrived.push(entry);
      else if (kind !== 'closed') missing.push(entry);
    }
  }
  return { arrived, missing };
}

/** @returns those that came to nothing, for nothing: they are to be asked about again */
async function readInto(
  { id }: BatchRecord,
  wanted: readonly BatchEntry[],
  ports: ReadResultsPorts,
): Promise<readonly BatchEntry[]> {
  const byName = new Map(wanted.map((entry) => [entry.custom_id, entry]));
  const free: BatchEntry[] = [];
  for await (const line of ports.claude.batches.results(id)) {
    const entry = line === null ? undefined : byName.get(line.customId);
    const read = resultType.safeParse(line?.result);
    if (line === null || entry === undefined || !read.success) continue;
    const { type } = read.data;
    ports.metrics.batchResults.inc({ result: type });
    if (type === 'canceled' || type === 'expired') {
      const code = type === 'canceled' ? 'batch_cancelled' : 'batch_expired';
      await closeCall(entry, { class: 'free', code }, callName(entry, id), ports);
      free.push(entry);
      continue;
    }
    const json = writeArrived(entry, id, line.result);
    const kept = await ports.batchCalls.arrive(entry.document, entry, json);
    const arrived = kept === 'unwanted' ? readArrived(json) : null;
    if (arrived !== null) await bookUnwanted(arrived, ports);
  }
  return free;
}

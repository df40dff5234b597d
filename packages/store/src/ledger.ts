import { callFacts, type LedgerEntry, ledgerEntry, noTokens, parseJson } from '@quire/domain';
import type { Redis } from 'ioredis';
import { ledgerDayKey, ledgerKey } from './keys.ts';

/** A stretch of time; `sinceMs` belongs to it, `untilMs` does not. Redis' clock, in milliseconds. */
export interface LedgerSpan {
  readonly sinceMs: number;
  readonly untilMs: number;
}

/** Every call and what it came to. Written by the scripts of pages and calls, read here. */
export interface Ledger {
  /** Lines of a stretch of time: document by document, each document's in order of time. */
  entries(span: LedgerSpan): AsyncIterable<LedgerEntry>;
  /** Lines of one document. */
  entriesOf(documentId: string, span?: LedgerSpan): AsyncIterable<LedgerEntry>;
  /** Puts a document on the list of those that have lines today. */
  enlist(documentId: string): Promise<void>;
}

/** Lines read in one command: about 200 kB. */
const CHUNK = 500;
const DAY_MS = 86_400_000;
/** Ids of one day that a process remembers having enlisted; past this it enlists some again. */
const MOST_REMEMBERED = 100_000;

/** @param retentionS how long lines are kept after their document's last, in seconds */
export function createLedger(redis: Redis, prefix: string, retentionS: number): Ledger {
  let today = 0;
  const enlisted = new Set<string>();

  async function* entriesOf(
    documentId: string,
    { sinceMs, untilMs }: LedgerSpan = { sinceMs: 0, untilMs: Number.MAX_SAFE_INTEGER },
  ): AsyncGenerator<LedgerEntry> {
    const key = ledgerKey(prefix, documentId);
    // Redis takes a bare time as its last line, and `(` off it no more than that one line.
    const to = String(Math.max(0, untilMs - 1));
    for (let from = String(sinceMs); ;) {
      const lines = await redis.xrange(key, from, to, 'COUNT', CHUNK);
      for (const [id, fields] of lines) yield entryFrom(documentId, id, fields);
      const last = lines.at(-1)?.[0];
      if (lines.length < CHUNK || last === undefined) return;
      from = `(${last}`;
    }
  }

  return {
    entriesOf,
    async *entries(span) {
      const seen = new Set<string>();
      // A day to either side: a call may end on the day after the one on which it was enlisted, and
      // the clock that named the day is not Redis'.
      // Lists older than lines are kept have expired: asking for each day since 1970 took seconds.
      const oldestMs = Date.now() - retentionS * 1000 - 3 * DAY_MS;
      const firstMs = Math.max(span.sinceMs - DAY_MS, oldestMs);
      for (let at = firstMs; at < span.untilMs + 2 * DAY_MS; at += DAY_MS) {
        if (at > Date.now() + 2 * DAY_MS) return;
        for await (const id of scanSet(redis, ledgerDayKey(prefix, dayOf(at)))) {
          if (seen.has(id)) continue;
          seen.add(id);
          yield* entriesOf(id, span);
        }
      }
    },
    async enlist(documentId) {
      const nowMs = Date.now();
      // Asked three times a page: naming the day each time took longer than all else here.
      const day = Math.floor(nowMs / DAY_MS);
      if (day !== today || enlisted.size >= MOST_REMEMBERED) {
        enlisted.clear();
        today = day;
      }
      if (enlisted.has(documentId)) return;
      const key = ledgerDayKey(prefix, dayOf(nowMs));
      await redis.sadd(key, documentId);
      await redis.expire(key, retentionS + 2 * 86_400);
      enlisted.add(documentId);
    },
  };
}

function dayOf(ms: number): string {
  return new Date(Math.max(0, ms)).toISOString().slice(0, 10);
}

async function* scanSet(redis: Redis, key: string): AsyncGenerator<string> {
  let cursor = '0';
  do {
    const [next, members] = await redis.sscan(key, cursor, 'COUNT', 1_000);
    yield* members;
    cursor = next;
  } while (cursor !== '0');
}

/** The only door from a stream's line to an entry. Fields as `parts/call.lua` writes them. */
function entryFrom(documentId: string, id: string, fields: readonly string[]): LedgerEntry {
  const named: Record<string, string> = {};
  for (let at = 0; at + 1 < fields.length; at += 2) named[fields[at] ?? ''] = fields[at + 1] ?? '';
  const { facts, kind, attempt, cost, usage, code } = named;
  return ledgerEntry.parse({
    ...callFacts.parse(JSON.parse(facts ?? '{}')),
    id: `${documentId}/${id}`,
    at_ms: Number(id.split('-', 1)[0]),
    document: documentId,
    attempt: Number(attempt),
    kind,
    class: named['class'] || null,
    code: code || null,
    request_id: named['request_id'] || null,
    cost_micro_usd: Number(cost),
    usage: usage ? parseJson(usage) : noTokens,
  });
}

import { once } from 'node:events';
import {
  createLedgerTotals,
  Failure,
  ledgerCsvHeader,
  ledgerCsvLine,
  type LedgerEntry,
  type LedgerTotalsView,
} from '@quire/domain';
import type { LedgerSpan } from '@quire/store';
import { type Response, Router } from 'express';
import type { z } from 'zod';
import type { ApiPorts } from '../api-ports.ts';
import { InvalidRequest } from '../problem.ts';
import { exportQuery, type spanQuery, totalsQuery } from './ledger-operations.ts';

const DAY_MS = 86_400_000;

/** `/v1/admin/ledger`: every call and what it came to, line by line or added up. */
export function ledgerRoutes({ ledger }: Pick<ApiPorts, 'ledger'>): Router {
  const router = Router();

  router.get('/', async (request, response) => {
    const query = exportQuery.safeParse(request.query);
    if (!query.success) throw InvalidRequest.from(query.error);
    const entries = named(ledger.entries(spanOf(query.data)))[Symbol.asyncIterator]();
    // The first entry is read before anything is sent, so that a failure still gets its own status.
    const first = await entries.next();
    const isCsv = query.data.format === 'csv';
    response.type(isCsv ? 'text/csv; charset=utf-8' : 'application/x-ndjson');
    if (isCsv) {
      response.attachment('ledger.csv');
      await write(response, ledgerCsvHeader);
    }
    const line = isCsv ? ledgerCsvLine : (entry: LedgerEntry) => `${JSON.stringify(entry)}\n`;
    for (let next = first; next.done !== true && !response.closed; next = await entries.next()) {
      await write(response, line(next.value));
    }
    response.end();
  });

  router.get('/totals', async (request, response) => {
    const query = totalsQuery.safeParse(request.query);
    if (!query.success) throw InvalidRequest.from(query.error);
    const span = spanOf(query.data);
    const totals = createLedgerTotals(query.data.by);
    for await (const entry of named(ledger.entries(span))) totals.add(entry);
    response.json({
      since: new Date(span.sinceMs).toISOString(),
      until: new Date(span.untilMs).toISOString(),
      by: query.data.by,
      data: totals.rows(),
    } satisfies LedgerTotalsView);
  });
  return router;
}

/** The last 30 days unless told; `until` is not included. */
function spanOf({ since, until }: z.output<typeof spanQuery>): LedgerSpan {
  const untilMs = until ?? Date.now() + 1;
  const sinceMs = since ?? untilMs - 30 * DAY_MS;
  if (sinceMs < untilMs) return { sinceMs, untilMs };
  throw new InvalidRequest([{ pointer: '/since', detail: 'takes a time before `until`' }]);
}

/** Whatever fails while reading failed because Redis did: a client is told to come again. */
async function* named(entries: AsyncIterable<LedgerEntry>): AsyncGenerator<LedgerEntry, undefined> {
  try {
    yield* entries;
  } catch (cause) {
    throw new Failure('redis_unavailable', { cause });
  }
  return undefined;
}

async function write(response: Response, text: string): Promise<void> {
  if (response.write(text)) return;
  const closed = new AbortController();
  await Promise.race([
    once(response, 'drain', { signal: closed.signal }),
    once(response, 'close', { signal: closed.signal }),
  ]).finally(() => closed.abort());
}

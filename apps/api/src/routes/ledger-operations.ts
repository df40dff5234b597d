import { ledgerEntry, ledgerGroupings, ledgerTotalsView } from '@quire/domain';
import { z } from 'zod';
import { moment } from '../moment.ts';
import { ledgerLine, ledgerTotals } from '../openapi/examples.ts';
import type { Operation } from '../openapi/operation.ts';

export const spanQuery = z.object({
  since: moment.optional().describe('A day or a time; 30 days before `until` unless told.'),
  until: moment.optional().describe('A day or a time, not included; now unless told.'),
});

export const exportQuery = spanQuery.extend({
  format: z.enum(['ndjson', 'csv']).default('ndjson').describe('Lines of JSON, or a table.'),
});

export const totalsQuery = spanQuery.extend({
  by: z.enum(ledgerGroupings).default('day').describe('What is added up together.'),
});

/** The routes of `ledger.ts`. */
export const ledgerOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/admin/ledger',
    operationId: 'exportLedger',
    tag: 'Operations',
    summary: 'Export the ledger',
    description:
      'Every call and what it came to: numbers and names, never content. Each call has an intent, ' +
      'then an outcome; the sum of `cost_micro_usd` over any lines is what they cost.',
    access: 'operator',
    query: exportQuery,
    answers: {
      200: {
        description:
          "The lines: the oldest day's first, then document by document, each one's in order of time.",
        content: {
          'application/x-ndjson': {
            schema: { type: 'string', description: 'One `LedgerEntry` a line.' },
            line: ledgerEntry,
            examples: { entries: `${JSON.stringify(ledgerLine)}\n` },
          },
          'text/csv': {
            schema: { type: 'string', description: 'A line of titles, then one line an entry.' },
          },
        },
      },
    },
    failures: [],
  },
  {
    method: 'get',
    path: '/v1/admin/ledger/totals',
    operationId: 'addUpLedger',
    tag: 'Operations',
    summary: 'Add up the ledger',
    description: 'What calls came to, by tenant, day (UTC), model or document.',
    access: 'operator',
    query: totalsQuery,
    answers: {
      200: {
        description: 'The sums.',
        content: {
          'application/json': { schema: ledgerTotalsView, examples: { totals: ledgerTotals } },
        },
      },
    },
    failures: [],
  },
];

import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  createLedgerTotals,
  type LedgerEntry,
  ledgerEntry,
  ledgerGroupings,
} from '../src/index.ts';

const entry = (more: Partial<LedgerEntry> = {}): LedgerEntry => ({
  id: 'doc_1/1-0',
  at_ms: Date.UTC(2026, 10, 22, 23, 59, 59, 999),
  document: 'doc_1',
  tenant: 'acme',
  page: 1,
  attempt: 1,
  model: 'claude-haiku-5-5',
  lane: 'realtime',
  reservation_id: 'r1',
  price_table: '2026-10-08',
  expected_micro_usd: 100,
  kind: 'outcome',
  class: 'accepted',
  code: null,
  request_id: 'req_1',
  cost_micro_usd: 90,
  usage: {
    input_tokens: 5,
    cache_read_tokens: 4,
    cache_write_tokens: 3,
    output_tokens: 2,
    thinking_tokens: 1,
  },
  ...more,
});

const intent = entry({ kind: 'intent', class: null, cost_micro_usd: 0 });

test('an intent is counted and costs nothing; an outcome is counted in its class with its cost and tokens', () => {
  const totals = createLedgerTotals('tenant');
  totals.add(intent);
  totals.add(entry());
  totals.add(entry({ tenant: 'zeta', class: 'waste', cost_micro_usd: 7 }));
  expect(totals.rows()).toMatchObject([
    { key: 'acme', intents: 1, calls: { accepted: 1, waste: 0 }, total_micro_usd: 90 },
    { key: 'zeta', intents: 0, calls: { accepted: 0, waste: 1 }, cost_micro_usd: { waste: 7 } },
  ]);
  expect(totals.rows()[0]?.usage).toEqual(entry().usage);
});

test('a call that was ambiguous and answered after all counts once, with what it really cost', () => {
  const totals = createLedgerTotals('model');
  totals.add(intent);
  totals.add(entry({ class: 'ambiguous', cost_micro_usd: 100 }));
  totals.add(entry({ kind: 'reversal', class: 'ambiguous', cost_micro_usd: -100 }));
  totals.add(entry({ class: 'waste', cost_micro_usd: 90 }));
  expect(totals.rows()).toMatchObject([
    {
      key: 'claude-haiku-5-5',
      intents: 1,
      calls: { accepted: 0, waste: 1, free: 0, ambiguous: 0 },
      cost_micro_usd: { waste: 90, ambiguous: 0 },
      total_micro_usd: 90,
    },
  ]);
});

test('days are those of UTC', () => {
  const totals = createLedgerTotals('day');
  totals.add(entry());
  totals.add(entry({ at_ms: entry().at_ms + 1 }));
  expect(totals.rows().map(({ key }) => key)).toEqual(['2026-11-22', '2026-11-23']);
});

test('however lines are grouped and ordered, they add up to the same sum', () => {
  const lines = fc.array(
    fc
      .record({
        tenant: fc.constantFrom('acme', 'zeta'),
        model: fc.constantFrom('a', 'b'),
        document: fc.constantFrom('doc_1', 'doc_2', 'doc_3'),
        at_ms: fc.integer({ min: 0, max: 200_000_000 }),
        class: fc.constantFrom('accepted', 'waste', 'free', 'ambiguous'),
        cost_micro_usd: fc.integer({ min: -1_000, max: 1_000_000 }),
      })
      .map((some) => ledgerEntry.parse(entry(some))),
  );
  fc.assert(
    fc.property(lines, fc.constantFrom(...ledgerGroupings), (entries, by) => {
      const totals = createLedgerTotals(by);
      const backwards = createLedgerTotals(by);
      for (const one of entries) totals.add(one);
      for (const one of entries.toReversed()) backwards.add(one);
      const sum = totals.rows().reduce((so, { total_micro_usd: cost }) => so + cost, 0);
      expect(sum).toBe(entries.reduce((so, { cost_micro_usd: cost }) => so + cost, 0));
      expect(totals.rows()).toEqual(backwards.rows());
    }),
  );
});

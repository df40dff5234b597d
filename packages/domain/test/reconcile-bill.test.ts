import { describe, expect, test } from '@jest/globals';
import {
  createReconciler,
  type LedgerEntry,
  noTokens,
  type ProviderBill,
  readProviderBill,
} from '../src/index.ts';

const MODEL = 'claude-haiku-5-5';
const DAY = '2026-11-22';

function anEntry(more: Partial<LedgerEntry>): LedgerEntry {
  return {
    id: 'doc_a/1-0',
    at_ms: Date.parse(`${DAY}T12:00:00Z`),
    document: 'doc_a',
    page: 1,
    attempt: 1,
    tenant: 'anna',
    model: MODEL,
    lane: 'realtime',
    reservation_id: 'r',
    price_table: '2026-10-08',
    expected_micro_usd: 100,
    kind: 'outcome',
    class: 'accepted',
    code: null,
    request_id: 'req_1',
    cost_micro_usd: 100,
    usage: { ...noTokens, input_tokens: 50, output_tokens: 10, thinking_tokens: 4 },
    ...more,
  };
}

function read(json: unknown): ProviderBill {
  const bill = readProviderBill(json);
  if (bill === null) throw new Error('no bill');
  return bill;
}

const call = (id: string, microUsd: number): object => ({
  request_id: id,
  arrived_at: `${DAY}T11:59:59Z`,
  model: MODEL,
  is_billed: true,
  micro_usd: microUsd,
});
const audit = (...requests: object[]): ProviderBill => read({ standin: true, requests });

function reconcile(bill: ProviderBill, entries: readonly LedgerEntry[]) {
  const reconciler = createReconciler(bill);
  for (const entry of entries) reconciler.add(entry);
  return reconciler.result();
}

const costsOf = (...days: readonly [day: string, usd: number][]): ProviderBill =>
  read({
    data: days.map(([day, usd]) => ({
      starting_at: `${day}T00:00:00Z`,
      ending_at: `${day}T23:59:59Z`,
      results: [{ amount: String(usd * 100), currency: 'USD', model: MODEL }],
    })),
  });
const spentOn = (day: string, usd: number): LedgerEntry =>
  anEntry({ at_ms: Date.parse(`${day}T12:00:00Z`), cost_micro_usd: usd * 1e6 });

describe('what a bill has and the ledger has not', () => {
  test('is not made up by days that have nothing to do with it', () => {
    const entries = [spentOn('2026-11-10', 5), spentOn('2026-11-03', 8), spentOn('2026-11-20', 8)];
    const { total, unexplained } = reconcile(costsOf(['2026-11-10', 15]), entries);
    expect(total.difference).toBe(-6e6);
    expect(unexplained).toBe(10e6);
  });

  test('may stand on the day beside it, once', () => {
    const entries = [spentOn('2026-11-10', 5), spentOn('2026-11-11', 3)];
    const bill = costsOf(['2026-11-10', 7], ['2026-11-11', 1]);
    expect(reconcile(bill, entries).unexplained).toBe(0);
    const more = costsOf(['2026-11-10', 7], ['2026-11-11', 1], ['2026-11-12', 2]);
    expect(reconcile(more, entries).unexplained).toBe(2e6);
  });

  test('covers the days from its first to its last', () => {
    const bill = costsOf(['2026-11-11', 1], ['2026-11-10', 7]);
    expect(bill.span).toEqual({ since: '2026-11-10T00:00:00Z', until: '2026-11-11T23:59:59Z' });
    expect(audit(call('req_1', 1)).span).toEqual({ since: DAY, until: '2026-11-23' });
    expect(audit().span).toBeNull();
  });
});

describe('a bill that names its calls', () => {
  test('is explained by what was answered, and by what was wasted', () => {
    const entries = [
      anEntry({ kind: 'intent', class: null, cost_micro_usd: 0, request_id: null }),
      anEntry({}),
      anEntry({ class: 'waste', request_id: 'req_2', cost_micro_usd: 7 }),
      anEntry({ class: 'free', request_id: 'req_3', cost_micro_usd: 0 }),
    ];
    expect(reconcile(audit(call('req_1', 100), call('req_2', 7)), entries)).toEqual({
      unit: 'micro_usd',
      days: [
        { day: DAY, model: MODEL, ours: 107, theirs: 107, difference: 0, unaccountedRatio: 0 },
      ],
      total: { ours: 107, theirs: 107, difference: 0, unaccountedRatio: 0 },
      unexplained: 0,
      calls: { unknownToUs: [], unknownToThem: [], otherPrice: [], ambiguousWithoutId: 0 },
    });
  });

  test('shows calls that one side does not know, and prices that differ', () => {
    const entries = [
      anEntry({}),
      anEntry({ request_id: 'req_2', cost_micro_usd: 40 }),
      anEntry({ class: 'ambiguous', request_id: null, cost_micro_usd: 90 }),
    ];
    const { calls, total } = reconcile(audit(call('req_1', 101), call('req_9', 80)), entries);
    expect(calls).toEqual({
      unknownToUs: [{ requestId: 'req_9', day: DAY, model: MODEL, microUsd: 80 }],
      unknownToThem: ['req_2'],
      otherPrice: [{ requestId: 'req_1', ours: 100, theirs: 101 }],
      ambiguousWithoutId: 1,
    });
    expect(total).toMatchObject({ ours: 230, theirs: 181, difference: -49 });
  });

  test('is not paid twice for a call that was booked as lost and answered after all', () => {
    const entries = [
      anEntry({ class: 'ambiguous', request_id: null, cost_micro_usd: 90 }),
      anEntry({ kind: 'reversal', class: 'ambiguous', request_id: null, cost_micro_usd: -90 }),
      anEntry({}),
    ];
    const { calls, total } = reconcile(audit(call('req_1', 100)), entries);
    expect(total.difference).toBe(0);
    expect(calls?.ambiguousWithoutId).toBe(0);
  });
});

describe('the provider’s reports', () => {
  const bucket = { starting_at: `${DAY}T00:00:00Z`, ending_at: '2026-11-23T00:00:00Z' };

  test('of cost are cents as text, by model and kind of token', () => {
    const row = (amount: string, more: object = {}): object => ({
      currency: 'USD',
      amount,
      cost_type: 'tokens',
      model: MODEL,
      ...more,
    });
    const results = [row('0.0075'), row('0.0025'), row('100', { cost_type: 'web_search' })];
    const bill = read({ data: [{ ...bucket, results }], has_more: false, next_page: null });
    const { days, calls } = reconcile(bill, [anEntry({})]);
    expect(days).toEqual([
      { day: DAY, model: MODEL, ours: 100, theirs: 100, difference: 0, unaccountedRatio: 0 },
    ]);
    expect(calls).toBeNull();
  });

  test('of usage are tokens, cached ones included and thinking not counted twice', () => {
    const results = [
      {
        model: MODEL,
        uncached_input_tokens: 50,
        cache_read_input_tokens: 5,
        cache_creation: { ephemeral_5m_input_tokens: 3, ephemeral_1h_input_tokens: 2 },
        output_tokens: 10,
      },
    ];
    const bill = read({ data: [{ ...bucket, results }] });
    expect(reconcile(bill, [anEntry({})]).total).toEqual({
      ours: 60,
      theirs: 70,
      difference: 10,
      unaccountedRatio: 10 / 70,
    });
  });

  test('that are not by model are held against all of ours together', () => {
    const results = [{ currency: 'USD', amount: '0.02', model: null }];
    const other = anEntry({ model: 'claude-sonnet-5-5', request_id: 'req_2' });
    const bill = read({ data: [{ ...bucket, results }] });
    expect(reconcile(bill, [anEntry({}), other]).total.difference).toBe(0);
  });

  test.each([null, {}, [], { data: [] }, { data: 'none' }, { standin: true }, { error: {} }])(
    'are not seen in %j',
    (json) => {
      expect(readProviderBill(json)).toBeNull();
    },
  );
});

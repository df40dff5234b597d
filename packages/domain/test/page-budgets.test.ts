import { expect, test } from '@jest/globals';
import { pageBudgets } from '../src/index.ts';

const document = (tenant: string, budget_usd?: number) => ({
  id: 'doc_1',
  tenant,
  options: budget_usd === undefined ? {} : { budget_usd },
});
const lastOfMonth = Date.UTC(2026, 10, 30, 23, 59, 59, 999);

test('a page is paid from its document’s budget, and from its tenant’s of the day and the month', () => {
  const caps = { acme: { day_usd: 5, month_usd: 0.000001 }, '*': { day_usd: 1 } };
  expect(pageBudgets(document('acme', 0.29), caps, lastOfMonth)).toEqual([
    { key: 'document:doc_1', capMicroUsd: 290_000, ttlS: expect.any(Number) },
    { key: 'tenant:acme:2026-11-30', capMicroUsd: 5_000_000, ttlS: expect.any(Number) },
    { key: 'tenant:acme:2026-11', capMicroUsd: 1, ttlS: expect.any(Number) },
  ]);
  expect(pageBudgets(document('zeta'), caps, lastOfMonth + 1)).toEqual([
    { key: 'tenant:zeta:2026-12-01', capMicroUsd: 1_000_000, ttlS: expect.any(Number) },
  ]);
});

test('without caps nothing is bounded', () => {
  expect(pageBudgets(document('acme'), {}, lastOfMonth)).toEqual([]);
});

import type { AcceptedDocument } from './document.ts';

/** What a tenant may spend, in dollars; what is not named is not bounded. */
export interface SpendCaps {
  readonly day_usd?: number | undefined;
  readonly month_usd?: number | undefined;
}

/** Money that may be spent under one name, as the limiter takes it. */
interface PageBudget {
  readonly key: string;
  readonly capMicroUsd: number;
  readonly ttlS: number;
}

const DAY_S = 86_400;

/**
 * The budgets that a call for a document's page is paid from: the document's own, its tenant's of the
 * day and of the month (UTC). A tenant that is not named has the caps of `*`.
 * @param caps by tenant, from QUIRE_BUDGETS
 */
export function pageBudgets(
  { id, tenant, options }: Pick<AcceptedDocument, 'id' | 'tenant' | 'options'>,
  caps: Readonly<Record<string, SpendCaps>>,
  nowMs: number,
): PageBudget[] {
  const today = dayOf(nowMs);
  const { day_usd, month_usd } = caps[tenant] ?? caps['*'] ?? {};
  const budgets: [name: string, usd: number | undefined, ttlS: number][] = [
    // Kept for as long as the longest pause of a document that anybody would come back from.
    [`document:${id}`, options.budget_usd, 400 * DAY_S],
    [`tenant:${tenant}:${today}`, day_usd, 2 * DAY_S],
    [`tenant:${tenant}:${today.slice(0, 7)}`, month_usd, 33 * DAY_S],
  ];
  return budgets.flatMap(([key, usd, ttlS]) =>
    usd === undefined ? [] : [{ key, capMicroUsd: Math.floor(usd * 1e6 + 0.5), ttlS }],
  );
}

/** Asked with each page: the day's name is made once a day. */
let named = { day: Number.NaN, name: '' };

function dayOf(nowMs: number): string {
  const day = Math.floor(nowMs / (DAY_S * 1000));
  if (day !== named.day) named = { day, name: new Date(nowMs).toISOString().slice(0, 10) };
  return named.name;
}

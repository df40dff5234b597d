import { expect, test } from '@jest/globals';
import type { Page } from '@quire/domain';
import {
  all,
  claimAs,
  commitWith,
  openStore,
  outcome,
  page,
  planned,
  sent,
  type Store,
  useRedis,
} from './connect.ts';

const connected = useRedis();

/** A document of one page, whose first call is on its way. */
async function aSentCall(
  leaseMs?: number,
): Promise<{ readonly store: Store; readonly attempt: number }> {
  const store = openStore(connected().redis);
  await planned(store, 'doc_a', 1);
  return {
    store,
    attempt: await sent(store, 'doc_a', 1, leaseMs === undefined ? {} : { leaseMs }),
  };
}

/** Page 1 after so many calls. */
function afterCalls(count: number, more: Partial<Page> = {}): Page {
  const usage = { input_tokens: 7, output_tokens: 3 };
  const told = { step: 'first', model: 'm', verdict: 'truncated', code: null, detail: '' } as const;
  const call = { ...told, stop_reason: null, usage, cost_usd: 0.00005, request_id: 'r' };
  return page(1, { calls: Array.from({ length: count }, () => call), ...more });
}

test('a draft books its call, closes its claim, and adds what it cost to its document, once', async () => {
  const { store, attempt } = await aSentCall();
  const { pages, calls, documents } = store;
  const booked = outcome(attempt, { costMicroUsd: 50 });
  for (let time = 0; time < 2; time += 1) {
    expect(await pages.draft('doc_a', afterCalls(1), booked, 0)).toBe(true);
  }
  expect(await pages.progress('doc_a', 1)).toEqual({
    attempts: 1,
    draft: afterCalls(1),
    arrived: null,
  });
  expect(await documents.read('doc_a')).toMatchObject({
    costMicroUsd: 50,
    usage: { input_tokens: 7, output_tokens: 3 },
    goodPages: 0,
  });
  const lines = await all(store.ledger.entriesOf('doc_a'));
  expect(lines.map(({ kind, class: one }) => [kind, one])).toEqual([
    ['intent', null],
    ['outcome', 'accepted'],
  ]);
  expect(await calls.claim('doc_a', 1, claimAs('w2'))).toEqual({ kind: 'behind' });
  expect(await calls.claim('doc_a', 1, { ...claimAs('w2'), base: 1 })).toMatchObject({
    kind: 'claimed',
  });
});

test('who comes back with an answer to a page that was brought further meanwhile has it booked as waste', async () => {
  const { store, attempt } = await aSentCall(0);
  const { pages, calls } = store;
  // Its lease has passed: its call is made again by another, who keeps the answer.
  const again = await sent(store, 'doc_a', 1, { owner: 'w2' });
  expect(await pages.draft('doc_a', afterCalls(1), outcome(again), 0)).toBe(true);
  const late = outcome(attempt, { costMicroUsd: 70, requestId: 'late' });
  expect(
    await pages.commit('doc_a', afterCalls(1), { ...commitWith(9), call: late, base: 0 }),
  ).toMatchObject({ stands: false });
  expect(await pages.read('doc_a', 1)).toBeNull();
  const lines = await all(store.ledger.entriesOf('doc_a'));
  expect(lines.find(({ request_id: one }) => one === 'late')).toMatchObject({
    class: 'waste',
    cost_micro_usd: 70,
  });
  // Whoever goes on from the draft ends the page, and its draft with it.
  expect(await calls.claim('doc_a', 1, { ...claimAs('w3'), base: 1 })).toMatchObject({
    kind: 'claimed',
  });
  const ending = { ...commitWith(9), call: null, base: 1 };
  expect(await pages.commit('doc_a', afterCalls(1), ending)).toMatchObject({ stands: true });
  expect(await pages.progress('doc_a', 1)).toMatchObject({ draft: null });
});

test('a refusal without charge is kept as such, in the ledger too', async () => {
  const { store, attempt } = await aSentCall();
  const refused = outcome(attempt, { costMicroUsd: 0, class: 'free', code: 'answer_filtered' });
  expect(await store.pages.draft('doc_a', afterCalls(1), refused, 0)).toBe(true);
  const [, line] = await all(store.ledger.entriesOf('doc_a'));
  expect(line).toMatchObject({ class: 'free', code: 'answer_filtered', cost_micro_usd: 0 });
});

import { describe, expect, test } from '@jest/globals';
import {
  all,
  CAP,
  claimAs,
  commitWith,
  intentOf,
  LEDGER_RETENTION_S,
  openStore,
  outcome,
  page,
  planned,
  sent,
  useRedis,
} from './connect.ts';

const connected = useRedis();
const store = () => openStore(connected().redis);
const vain = (attempt: number, kind: 'free' | 'ambiguous', code = 'claude_timeout') =>
  ({ ...outcome(attempt), costMicroUsd: kind === 'free' ? 0 : 100, class: kind, code }) as const;
const linesOf = async (id: string) =>
  (await all(store().ledger.entriesOf(id))).map((line) =>
    [line.kind, line.class, line.attempt, line.cost_micro_usd].filter((one) => one !== null),
  );

describe('a claim', () => {
  test('keeps others away for as long as its lease, and can be given back', async () => {
    const { calls } = store();
    await planned(store(), 'doc_a', 2);
    const mine = await calls.claim('doc_a', 1, claimAs('w1'));
    expect(mine).toEqual({ kind: 'claimed', fence: 1 });
    const theirs = await calls.claim('doc_a', 1, claimAs('w2'));
    expect(theirs).toEqual({ kind: 'held', owner: 'w1', retryInMs: expect.any(Number) });
    // Another run of the same worker is another claimant.
    expect(await calls.claim('doc_a', 1, claimAs('w1'))).toMatchObject({ kind: 'held' });
    expect(await calls.claim('doc_a', 2, claimAs('w2'))).toMatchObject({ kind: 'claimed' });
    await calls.withdraw('doc_a', 1, 7);
    expect(await calls.claim('doc_a', 1, claimAs('w2'))).toMatchObject({ kind: 'held' });
    await calls.withdraw('doc_a', 1, 1);
    expect(await calls.claim('doc_a', 1, claimAs('w2'))).toEqual({ kind: 'claimed', fence: 2 });
  });

  test('finds the page that is there, and a document that is not being read', async () => {
    const { calls, pages, documents } = store();
    await planned(store(), 'doc_a', 2);
    await pages.commit('doc_a', page(1), commitWith(9));
    expect(await calls.claim('doc_a', 1, claimAs('w1'))).toEqual({ kind: 'has-page' });
    await documents.end('doc_a', { status: 'cancelled', reason: null, webhookJob: null });
    expect(await calls.claim('doc_a', 2, claimAs('w1'))).toEqual({ kind: 'ended' });
    expect(await calls.claim('doc_none', 2, claimAs('w1'))).toEqual({ kind: 'ended' });
  });

  test('whose owner died before its intent costs nothing and counts for nothing', async () => {
    const { calls } = store();
    await planned(store(), 'doc_a', 1);
    for (let times = 0; times < 9; times += 1) {
      expect(await calls.claim('doc_a', 1, claimAs('w1', { leaseMs: 0 }))).toMatchObject({
        kind: 'claimed',
      });
    }
    await calls.claim('doc_a', 1, claimAs('w2'));
    const dead = { deadOwner: 'w2' };
    expect(await calls.claim('doc_a', 1, claimAs('w3', dead))).toMatchObject({ kind: 'claimed' });
    expect(await calls.claim('doc_a', 1, claimAs('w4', dead))).toMatchObject({ kind: 'held' });
    expect(await linesOf('doc_a')).toEqual([]);
    expect(await calls.debts('doc_a')).toEqual([]);
  });

  test('whose owner died after its intent counts as ambiguous, and a page is let go of at the cap', async () => {
    const { calls, documents } = store();
    await planned(store(), 'doc_a', 1);
    await sent(store(), 'doc_a', 1, { owner: 'w1' });
    expect(await calls.claim('doc_a', 1, claimAs('w2'))).toMatchObject({ kind: 'held' });
    const dead = claimAs('w2', { deadOwner: 'w1' });
    const claim = await calls.claim('doc_a', 1, dead);
    expect(claim).toEqual({ kind: 'claimed', fence: 2 });
    expect(await calls.intend('doc_a', 1, 2, intentOf('again', 1, 0))).toBe(2);
    expect(await calls.claim('doc_a', 1, claimAs('w3'))).toEqual({
      kind: 'quarantined',
      doubts: 'call 1: worker_lost; call 2: worker_lost',
    });
    // Asked again, it says the same, and books nothing twice.
    expect(await calls.claim('doc_a', 1, claimAs('w3'))).toMatchObject({ kind: 'quarantined' });
    expect(await linesOf('doc_a')).toEqual([
      ['intent', 1, 0],
      ['outcome', 'ambiguous', 1, 100],
      ['intent', 2, 0],
      ['outcome', 'ambiguous', 2, 100],
    ]);
    expect(await documents.read('doc_a')).toMatchObject({ calls: CAP });
    expect(await calls.debts('doc_a')).toHaveLength(CAP);
  });
});

describe('an intent', () => {
  test('counts the call, names it, and is the same one when it is sent twice', async () => {
    const { calls, documents, pages } = store();
    await planned(store(), 'doc_a', 1);
    await calls.claim('doc_a', 1, claimAs('w1'));
    await documents.park('doc_a', { code: 'budget', detail: 'used up' });
    expect(await documents.read('doc_a')).toMatchObject({ parked: { code: 'budget' } });
    expect(await calls.intend('doc_a', 1, 1, intentOf('r'))).toBe(1);
    expect(await calls.intend('doc_a', 1, 1, intentOf('r'))).toBe(1);
    expect(await pages.progress('doc_a', 1)).toEqual({ attempts: 1, draft: null, arrived: null });
    expect(await documents.read('doc_a')).toMatchObject({ calls: 1, parked: null });
    const [line, ...others] = await all(store().ledger.entriesOf('doc_a'));
    expect(others).toEqual([]);
    expect(line).toMatchObject({
      id: expect.stringMatching(/^doc_a\/\d+-\d+$/),
      document: 'doc_a',
      tenant: 'acme',
      page: 1,
      attempt: 1,
      kind: 'intent',
      class: null,
      reservation_id: 'r',
      expected_micro_usd: 100,
      cost_micro_usd: 0,
    });
    expect(Math.abs((line?.at_ms ?? 0) - Date.now())).toBeLessThan(600_000);
  });

  test('is refused to who lost the claim, and for a document that has ended', async () => {
    const { calls, documents, pages } = store();
    await planned(store(), 'doc_a', 2);
    await calls.claim('doc_a', 1, claimAs('w1', { leaseMs: 0 }));
    await calls.claim('doc_a', 1, claimAs('w2'));
    expect(await calls.intend('doc_a', 1, 1, intentOf('r'))).toBeNull();
    expect(await calls.intend('doc_a', 1, 2, intentOf('r'))).toBe(1);
    await calls.withdraw('doc_a', 1, 2);
    expect(await calls.claim('doc_a', 1, claimAs('w3'))).toMatchObject({ kind: 'held' });
    await calls.claim('doc_a', 2, claimAs('w1'));
    await documents.end('doc_a', { status: 'cancelled', reason: null, webhookJob: null });
    expect(await calls.intend('doc_a', 2, 1, intentOf('s', 2))).toBeNull();
    expect((await pages.progress('doc_a', 2)).attempts).toBe(0);
    // Nothing of the claim is left either: nobody would come back for it.
    expect(await connected().redis.hkeys('test:{doc_a}:claims')).toEqual(['1']);
  });
});

describe('an outcome', () => {
  test('of an answer is booked with the page, owed to the limiter, and both only once', async () => {
    const { calls, pages, documents } = store();
    await planned(store(), 'doc_a', 2);
    const attempt = await sent(store(), 'doc_a', 1);
    const ending = { ...commitWith(9), call: outcome(attempt) };
    expect(await pages.commit('doc_a', page(1), ending)).toMatchObject({ stands: true });
    expect(await pages.commit('doc_a', page(1), ending)).toMatchObject({ stands: false });
    expect(await linesOf('doc_a')).toEqual([
      ['intent', 1, 0],
      ['outcome', 'accepted', 1, 70],
    ]);
    const [, line] = await all(store().ledger.entriesOf('doc_a'));
    expect(line).toMatchObject({ request_id: 'req_1', usage: { input_tokens: 10 } });
    expect(await documents.read('doc_a')).toMatchObject({ goodPages: 1, costMicroUsd: 70 });
    const debts = await calls.debts('doc_a');
    expect(debts).toEqual([
      { reservationId: expect.any(String), settlement: outcome(1).settlement },
    ]);
    for (const debt of debts) await calls.settled('doc_a', debt);
    expect(await calls.debts('doc_a')).toEqual([]);
    expect(await connected().redis.exists('test:{doc_a}:claims')).toBe(0);
  });

  test('without an answer is booked by its class; only the ambiguous ones count against the page', async () => {
    const { calls } = store();
    await planned(store(), 'doc_a', 1);
    for (let times = 0; times < 4; times += 1) {
      const free = vain(await sent(store(), 'doc_a', 1), 'free', 'claude_overloaded');
      expect(await calls.conclude('doc_a', 1, free)).toMatchObject({ ambiguous: 0 });
      await calls.conclude('doc_a', 1, free);
    }
    const ambiguous = vain(await sent(store(), 'doc_a', 1), 'ambiguous');
    const told = { ambiguous: 1, doubts: 'call 5: claude_timeout req_5' };
    expect(await calls.conclude('doc_a', 1, ambiguous)).toEqual(told);
    expect(await calls.conclude('doc_a', 1, ambiguous)).toEqual(told);
    const lines = await linesOf('doc_a');
    expect(lines.filter(([, one]) => one === 'free')).toHaveLength(4);
    expect(lines.filter(([, one]) => one === 'ambiguous')).toEqual([
      ['outcome', 'ambiguous', 5, 100],
    ]);
  });

  test('that comes after its call was given up on takes the page if it is first, and corrects the ledger', async () => {
    const { calls, pages, documents } = store();
    await planned(store(), 'doc_a', 1);
    const slow = await sent(store(), 'doc_a', 1, { leaseMs: 0 });
    const fast = await sent(store(), 'doc_a', 1, { owner: 'w2' });
    const slowPage = page(1, { text: 'the slow one' });
    const late = await pages.commit('doc_a', slowPage, { ...commitWith(9), call: outcome(slow) });
    expect(late.stands).toBe(true);
    const loser = { ...commitWith(9), call: outcome(fast, { costMicroUsd: 71 }) };
    expect(await pages.commit('doc_a', page(1), loser)).toMatchObject({ stands: false });
    expect(await pages.read('doc_a', 1)).toEqual(slowPage);
    expect(await linesOf('doc_a')).toEqual([
      ['intent', 1, 0],
      ['outcome', 'ambiguous', 1, 100],
      ['intent', 2, 0],
      ['reversal', 'ambiguous', 1, -100],
      ['outcome', 'accepted', 1, 70],
      ['outcome', 'waste', 2, 71],
    ]);
    // The document pays for its page; what was wasted is the ledger's to tell.
    expect(await documents.read('doc_a')).toMatchObject({ costMicroUsd: 70, calls: 2 });
    expect(await calls.debts('doc_a')).toHaveLength(2);
    const leftover = await connected().redis.exists('test:{doc_a}:claims', 'test:{doc_a}:lapsed');
    expect(leftover).toBe(0);
  });

  test('that was free after all, though its call was given up on, counts no longer against the page', async () => {
    const { calls } = store();
    await planned(store(), 'doc_a', 1);
    const slow = await sent(store(), 'doc_a', 1, { leaseMs: 0 });
    await calls.lapse('doc_a');
    const free = vain(slow, 'free', 'claude_rate_limited');
    expect(await calls.conclude('doc_a', 1, free)).toMatchObject({ ambiguous: 0 });
    expect((await linesOf('doc_a')).slice(2)).toEqual([
      ['reversal', 'ambiguous', 1, -100],
      ['outcome', 'free', 1, 0],
    ]);
  });

  test('is booked too when its document was cancelled meanwhile', async () => {
    const { pages, documents } = store();
    await planned(store(), 'doc_a', 1);
    const attempt = await sent(store(), 'doc_a', 1);
    await documents.end('doc_a', { status: 'cancelled', reason: null, webhookJob: null });
    await pages.commit('doc_a', page(1), { ...commitWith(9), call: outcome(attempt) });
    expect(await linesOf('doc_a')).toContainEqual(['outcome', 'accepted', 1, 70]);
  });
});

test('a page that ends without a call gives back its claim, and nobody else’s', async () => {
  const { calls, pages } = store();
  await planned(store(), 'doc_a', 3);
  await calls.claim('doc_a', 1, claimAs('w1'));
  await calls.claim('doc_a', 2, claimAs('w2', { leaseMs: 0 }));
  await calls.claim('doc_a', 2, claimAs('w3'));
  const ending = { ...commitWith(9), fence: 1, call: null };
  await pages.commit('doc_a', page(1, { cached: true }), ending);
  await pages.commit('doc_a', page(2), ending);
  expect(await connected().redis.hkeys('test:{doc_a}:claims')).toEqual(['2']);
});

test('claims of pages that ended meanwhile are given up on when their lease has passed', async () => {
  const { calls, pages } = store();
  await planned(store(), 'doc_a', 3);
  await sent(store(), 'doc_a', 1, { leaseMs: 0 });
  await sent(store(), 'doc_a', 2);
  await calls.claim('doc_a', 3, claimAs('w1', { leaseMs: 0 }));
  await pages.commit('doc_a', page(1), { ...commitWith(9), call: null });
  expect(await calls.lapse('doc_a')).toBe(1);
  expect(await connected().redis.hkeys('test:{doc_a}:claims')).toEqual(['2']);
  expect(await linesOf('doc_a')).toContainEqual(['outcome', 'ambiguous', 1, 100]);
});

describe('the ledger', () => {
  test('gives the lines of a stretch of time, of all documents, and outlives them', async () => {
    const { pages, ledger } = store();
    for (const id of ['doc_a', 'doc_b']) {
      await planned(store(), id, 1);
      const attempt = await sent(store(), id, 1);
      await pages.commit(id, page(1), { ...commitWith(9), call: outcome(attempt) });
    }
    const lines = await all(ledger.entries({ sinceMs: 0, untilMs: Date.now() + 60_000 }));
    expect(lines.map(({ document }) => document).toSorted()).toEqual([
      'doc_a',
      'doc_a',
      'doc_b',
      'doc_b',
    ]);
    const [first, second] = await all(ledger.entriesOf('doc_a'));
    const untilMs = (second?.at_ms ?? 0) + 1;
    const later = { sinceMs: untilMs + 60_000, untilMs: untilMs + 120_000 };
    expect(await all(ledger.entries(later))).toEqual([]);
    const exactly = { sinceMs: first?.at_ms ?? 0, untilMs };
    expect(await all(ledger.entries(exactly))).toEqual(expect.arrayContaining([first, second]));
    const ttlS = await connected().redis.ttl('test:{doc_a}:ledger');
    expect(ttlS).toBeGreaterThan(LEDGER_RETENTION_S - 60);
  });

  test('gives each line to one of two stretches of time that adjoin', async () => {
    const { calls, ledger } = store();
    await planned(store(), 'doc_a', 1);
    const attempt = await sent(store(), 'doc_a', 1);
    await calls.conclude('doc_a', 1, vain(attempt, 'ambiguous'));
    const lines = await all(ledger.entriesOf('doc_a'));
    expect(lines).toHaveLength(2);
    for (const { at_ms: atMs } of lines) {
      const before = await all(ledger.entries({ sinceMs: 0, untilMs: atMs }));
      const after = await all(ledger.entries({ sinceMs: atMs, untilMs: Date.now() + 60_000 }));
      expect([...before, ...after]).toEqual(lines);
    }
  });

  test('finds what was booked on another day than its intent', async () => {
    await planned(store(), 'doc_a', 1);
    const attempt = await sent(store(), 'doc_a', 1);
    const { redis } = connected();
    // As if the intent had been on a day long before this one.
    await redis.del(...(await redis.keys('test:ledger:*')));
    await store().calls.conclude('doc_a', 1, vain(attempt, 'ambiguous'));
    const lines = await all(store().ledger.entries({ sinceMs: 0, untilMs: Date.now() + 60_000 }));
    expect(lines).toHaveLength(2);
  });

  test('reads more lines than fit one command, each once', async () => {
    const { calls, ledger } = store();
    await planned(store(), 'doc_a', 1);
    for (let times = 0; times < 300; times += 1) {
      const attempt = await sent(store(), 'doc_a', 1);
      await calls.conclude('doc_a', 1, vain(attempt, 'free', 'claude_overloaded'));
    }
    const ids = (await all(ledger.entriesOf('doc_a'))).map(({ id }) => id);
    expect(ids).toHaveLength(600);
    expect(new Set(ids).size).toBe(600);
  });
});

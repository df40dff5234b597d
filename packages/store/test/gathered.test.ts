import { expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import {
  all,
  claimAs,
  commitWith,
  intentOf,
  openStore,
  outcome,
  page,
  planned,
  upTo,
  useRedis,
} from './connect.ts';

const connected = useRedis();

/** What is asked for in one turn of the event loop is written together, as by a worker's connection. */
class GatheredRedis extends Redis {
  beforeWrite(ask: () => void): void {
    setImmediate(ask);
  }
}

async function onGathered<Result>(act: (redis: Redis) => Promise<Result>): Promise<Result> {
  const redis = new GatheredRedis(connected().server.url);
  try {
    return await act(redis);
  } finally {
    redis.disconnect();
  }
}

/** Claims, intends and commits pages 1 to 5, of which 2 is another's and 4 has no reservation of its own. */
async function readFive(redis: Redis, id: string) {
  const store = openStore(redis);
  const { calls, pages, ledger } = store;
  await planned(store, id, 5);
  await pages.takeSlice(id, { window: 9, again: false });
  await calls.claim(id, 2, claimAs('another'));
  const claims = await Promise.all(upTo(5).map((n) => calls.claim(id, n, claimAs('w1'))));
  const claimed = upTo(5).filter((n) => claims[n - 1]?.kind === 'claimed');
  const attempts = await Promise.all(
    claimed.map((n) => calls.intend(id, n, 1, intentOf(`r${n}`, n))),
  );
  const commits = await Promise.all(
    [...claimed, 4, 9].map((n) =>
      pages.commit(id, page(n), { ...commitWith(9), call: outcome(1) }),
    ),
  );
  const debts = await calls.debts(id);
  await Promise.all(debts.slice(1).map((debt) => calls.settled(id, debt)));
  const lines = await all(ledger.entriesOf(id));
  const document = await store.documents.read(id);
  return {
    claims: claims.map((claim) => ('retryInMs' in claim ? { ...claim, retryInMs: 0 } : claim)),
    attempts,
    commits,
    owed: (await calls.debts(id)).map((debt) => debt.reservationId),
    lines: lines.map(({ page: n, kind, class: of, cost_micro_usd: cost }) => [n, kind, of, cost]),
    document: { ...document, id: '' },
  };
}

async function scriptsRun(redis: Redis): Promise<number> {
  return Number(/^cmdstat_evalsha:calls=(\d+)/m.exec(await redis.info('commandstats'))?.[1] ?? 0);
}

test('pages of a document that are asked for together come to what they come to one by one', async () => {
  const { redis } = connected();
  // The first teaches Redis the scripts: what is sent again because it did not know one is out of its order.
  await readFive(redis, 'doc_0');
  const oneByOne = await readFive(redis, 'doc_a');
  const together = await onGathered((gathered) => readFive(gathered, 'doc_b'));
  expect(together).toEqual(oneByOne);
  expect(oneByOne.commits.map(({ stands }) => stands)).toEqual([
    true,
    true,
    true,
    true,
    false,
    false,
  ]);
});

test('what is asked for together is one command', async () => {
  await onGathered(async (redis) => {
    const store = openStore(redis);
    await planned(store, 'doc_a', 50);
    // The first teaches Redis the script.
    await store.calls.claim('doc_a', 1, claimAs('w1'));
    await redis.config('RESETSTAT');
    const claims = await Promise.all(
      upTo(50)
        .slice(1)
        .map((n) => store.calls.claim('doc_a', n, claimAs('w1'))),
    );
    expect(claims.every(({ kind }) => kind === 'claimed')).toBe(true);
    expect(await scriptsRun(redis)).toBe(1);
  });
});

test('one that fails takes no other with it', async () => {
  await onGathered(async (redis) => {
    const store = openStore(redis);
    await planned(store, 'doc_a', 3);
    await redis.hset('test:{doc_a}:claims', '2', 'no claim of ours');
    const [first, second, third] = await Promise.allSettled(
      upTo(3).map((n) => store.calls.claim('doc_a', n, claimAs('w1'))),
    );
    expect(first).toMatchObject({ value: { kind: 'claimed' } });
    expect(second).toMatchObject({ status: 'rejected', reason: { name: 'ReplyError' } });
    expect(third).toMatchObject({ value: { kind: 'claimed' } });
  });
});

test('a Redis that takes no writes is named so to each, and committed pages are taken', async () => {
  await onGathered(async (redis) => {
    const store = openStore(redis);
    await planned(store, 'doc_a', 3);
    await store.pages.takeSlice('doc_a', { window: 9, again: false });
    await store.calls.claim('doc_a', 1, claimAs('w1'));
    await redis.config('SET', 'maxmemory', '1');
    const claims = await Promise.allSettled(
      [2, 3].map((n) => store.calls.claim('doc_a', n, claimAs('w1'))),
    );
    const commits = await Promise.all(
      upTo(3).map((n) => store.pages.commit('doc_a', page(n), { ...commitWith(9), call: null })),
    );
    await redis.config('SET', 'maxmemory', '0');
    for (const claim of claims) {
      expect(claim).toMatchObject({ reason: { code: 'redis_refuses_writes' } });
    }
    expect(commits.map(({ stands }) => stands)).toEqual([true, true, true]);
  });
});

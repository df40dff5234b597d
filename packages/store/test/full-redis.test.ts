import { expect, test } from '@jest/globals';
import { loadScript } from '../src/script.ts';
import {
  all,
  claimAs,
  commitWith,
  openStore,
  outcome,
  page,
  planned,
  sent,
  useRedis,
} from './connect.ts';

const connected = useRedis();

/** Takes all memory away, and gives it back. */
async function whileFull(work: () => Promise<void>): Promise<void> {
  const { redis } = connected();
  await redis.config('SET', 'maxmemory', '1');
  try {
    await expect(redis.set('anything', 'more')).rejects.toThrow(/^OOM /);
    await work();
  } finally {
    await redis.config('SET', 'maxmemory', '0');
  }
}

test('a full Redis takes what is paid, refuses what would be paid for, and says which is which', async () => {
  const store = openStore(connected().redis);
  await planned(store, 'doc_a', 3);
  const first = await sent(store, 'doc_a', 1);
  const second = await sent(store, 'doc_a', 2);
  await whileFull(async () => {
    const commit = await store.pages.commit('doc_a', page(1), {
      ...commitWith(9),
      call: outcome(first),
    });
    expect(commit.stands).toBe(true);
    const vain = { ...outcome(second), class: 'ambiguous', code: 'claude_timeout' } as const;
    expect(await store.calls.conclude('doc_a', 2, vain)).toMatchObject({ ambiguous: 1 });
    await expect(store.calls.claim('doc_a', 3, claimAs('w1'))).rejects.toMatchObject({
      name: 'Failure',
      code: 'redis_refuses_writes',
    });
    const [debt] = await store.calls.debts('doc_a');
    if (debt) await store.calls.settled('doc_a', debt);
  });
  expect(await store.documents.read('doc_a')).toMatchObject({ goodPages: 1, costMicroUsd: 70 });
  expect(await all(store.ledger.entriesOf('doc_a'))).toHaveLength(4);
});

test('the last page of a document completes it on a full Redis, and owes its aggregation', async () => {
  const store = openStore(connected().redis);
  await planned(store, 'doc_a', 1);
  const attempt = await sent(store, 'doc_a', 1);
  await whileFull(async () => {
    const ending = { ...commitWith(9), call: outcome(attempt) };
    expect(await store.pages.commit('doc_a', page(1), ending)).toMatchObject({ isComplete: true });
  });
  expect(await store.outbox.entries('doc_a')).toContainEqual({
    queue: 'aggregate',
    payload: '{"aggregate":1}',
  });
});

test('a Redis that knows no flags runs the commit without them, and full it takes it too', async () => {
  const { redis } = connected();
  const store = openStore(redis);
  await planned(store, 'doc_a', 1);
  const attempt = await sent(store, 'doc_a', 1);
  await redis.script('FLUSH');
  // As Redis 6.2 answers a script that begins with flags.
  const told: string[] = [];
  const old = new Proxy(redis, {
    get(target, name) {
      const own: unknown = Reflect.get(target, name, target);
      if (name !== 'eval') return own;
      return (source: string, ...given: [number, ...string[]]) => {
        told.push(source.slice(0, 2));
        if (source.startsWith('#!')) return Promise.reject(compileError());
        return target.eval(source, ...given);
      };
    },
  });
  const script = loadScript('commit-page-12', 'time', 'slice', 'call', 'bell');
  const keys = ['document', 'pages', 'failed', 'order', 'outbox', 'plan', 'claims', 'calls'];
  const names = [...keys, 'lapsed', 'ledger', 'owed', 'feed'].map((name) => `test:{doc_a}:${name}`);
  const json = JSON.stringify(page(1));
  const call = [0, attempt, '{}', 'req', '', '{}', 60, 'accepted', 0];
  const rest = [10, 3, 70, '{"aggregate":1}', 9, 5_000, ...call];
  await whileFull(async () => {
    expect(await script.run(old, names, [1, json, 'good', 0, ...rest])).toEqual([1, 1]);
  });
  expect(told).toEqual(['#!', '--']);
  expect(await store.documents.read('doc_a')).toMatchObject({ status: 'aggregating' });
});

function compileError(): Error {
  const error = new Error("ERR Error compiling script (new function): unexpected symbol near '#'");
  error.name = 'ReplyError';
  return error;
}

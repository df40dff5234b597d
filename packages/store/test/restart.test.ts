import { expect, test } from '@jest/globals';
import { commitWith, openStore, outcome, page, planned, sent, upTo, useRedis } from './connect.ts';

const connected = useRedis('always');

test('a Redis that was killed and started again has forgotten the scripts and nothing else', async () => {
  const { server, redis } = connected();
  const store = openStore(redis);
  await planned(store, 'doc_a', 6);
  const slice = await store.pages.takeSlice('doc_a', { window: 4, again: false });
  await store.pages.commit('doc_a', page(1), commitWith(4));
  const lost = await sent(store, 'doc_a', 2);
  const before = await store.documents.read('doc_a');

  await server.kill();
  await server.restart();

  expect(await redis.script('EXISTS', 'f'.repeat(40))).toEqual([0]);
  expect(await store.documents.read('doc_a')).toEqual(before);
  // Every script is taught again at its first use.
  expect(await store.pages.takeSlice('doc_a', { window: 4, again: true })).toEqual({
    ...slice,
    out: 3,
  });
  await store.pages.confirmSlice('doc_a', slice ?? { round: 1, from: -1, pages: [] }, 4);
  expect(await store.pages.missing('doc_a')).toEqual([2, 3, 4]);
  const timeout = { ...outcome(lost), class: 'ambiguous', code: 'claude_timeout' } as const;
  expect(await store.calls.conclude('doc_a', 2, timeout)).toMatchObject({ ambiguous: 1 });
  expect(await sent(store, 'doc_a', 2)).toBe(2);
  expect(await store.calls.lapse('doc_a')).toBe(1);
  expect((await store.pages.commit('doc_a', page(2), commitWith(4))).slice?.pages).toEqual([5, 6]);
  await planned(store, 'doc_b', 1);
  await store.documents.startSplitting('doc_b');
  const end = { status: 'failed', reason: null, webhookJob: null } as const;
  expect(await store.documents.end('doc_b', end)).toBe(true);
});

test('commands sent while Redis is away are carried out when it is back, each once', async () => {
  const { server, redis } = connected();
  const store = openStore(redis);
  await planned(store, 'doc_a', 20);
  await server.kill();
  const commits = upTo(20).map((n) => store.pages.commit('doc_a', page(n), commitWith(100)));
  await server.restart();
  const stands = (await Promise.all(commits)).filter((commit) => commit.stands);
  expect(stands).toHaveLength(20);
  expect(await store.documents.read('doc_a')).toMatchObject({
    status: 'aggregating',
    goodPages: 20,
    costMicroUsd: 1_400,
  });
});

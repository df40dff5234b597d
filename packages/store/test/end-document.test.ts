import { describe, expect, test } from '@jest/globals';
import {
  commitWith,
  end,
  openStore,
  outcome as outcomeOf,
  page,
  planned,
  RETENTION_S,
  sent,
  TOLD,
  upTo,
  useRedis,
} from './connect.ts';

const connected = useRedis();
const store = () => openStore(connected().redis);

describe('ending a document', () => {
  test('writes its status, its reason, its time and what is owed to the receiver, at once', async () => {
    const { documents, outbox } = store();
    const { redis } = connected();
    await planned(store(), 'doc_a', 2);
    const reason = { code: 'render_failed', detail: '1 of 2 pages failed: 2' } as const;
    const told = { status: 'partial', reason, webhookJob: TOLD } as const;
    expect(await documents.end('doc_a', told)).toBe(true);
    const [seconds] = await redis.time();
    const record = await documents.read('doc_a');
    expect(record).toMatchObject({ status: 'partial', reason });
    expect(Math.abs((record?.finishedAtMs ?? 0) - Number(seconds) * 1_000)).toBeLessThan(10_000);
    expect(await outbox.entries('doc_a')).toContainEqual({ queue: 'webhooks', payload: TOLD });
  });

  test('twice changes nothing: the first end stands', async () => {
    const { documents, outbox } = store();
    await planned(store(), 'doc_a', 2);
    await outbox.remove('doc_a', { queue: 'split', payload: '{"split":1}' });
    expect(await documents.end('doc_a', end('cancelled'))).toBe(true);
    expect(await documents.end('doc_a', end('completed', TOLD))).toBe(false);
    expect(await documents.read('doc_a')).toMatchObject({ status: 'cancelled' });
    expect(await outbox.entries('doc_a')).toEqual([]);
  });

  test('many times at once ends it once', async () => {
    const { documents } = store();
    await planned(store(), 'doc_a', 1);
    const ended = await Promise.all(upTo(20).map(() => documents.end('doc_a', end('completed'))));
    expect(ended.filter(Boolean)).toHaveLength(1);
  });

  test('that is not there writes nothing', async () => {
    expect(await store().documents.end('doc_none', end('failed', TOLD))).toBe(false);
    expect(await connected().redis.keys('*')).toEqual([]);
  });

  test('gives every key of the document its retention', async () => {
    const { documents, pages } = store();
    const { redis } = connected();
    await planned(store(), 'doc_a', 4);
    await sent(store(), 'doc_a', 1);
    await sent(store(), 'doc_a', 3, { leaseMs: 0 });
    await sent(store(), 'doc_a', 3);
    await pages.commit('doc_a', page(1), commitWith(100));
    await pages.commit('doc_a', page(2, { verdict: 'failed' }), commitWith(100));
    await documents.end('doc_a', end('completed', TOLD));
    const keys = await redis.keys('test:{doc_a}:*');
    const ofCalls = ['calls', 'claims', 'lapsed', 'owed'];
    const others = [
      'deliveries',
      'document',
      'failed',
      'feed',
      'order',
      'outbox',
      'pages',
      'plan',
      'todo',
    ];
    const names = [...others, ...ofCalls];
    // The ledger outlives the document.
    keys.splice(keys.indexOf('test:{doc_a}:ledger'), 1);
    expect(new Set(keys)).toEqual(new Set(names.map((name) => `test:{doc_a}:${name}`)));
    const twoDays = 2 * 86_400;
    for (const key of keys) {
      // A call in a batch may end long after its document is forgotten.
      const wantS = ofCalls.some((name) => key.endsWith(`:${name}`)) ? twoDays : RETENTION_S;
      const ttlS = await redis.ttl(key);
      expect({ key, ttlS, isKept: ttlS > wantS - 60 && ttlS <= wantS }).toEqual({
        key,
        ttlS,
        isKept: true,
      });
    }
  });

  test('holds for calls that are booked afterwards: no key stays for ever', async () => {
    const { documents, pages, calls } = store();
    const { redis } = connected();
    await planned(store(), 'doc_a', 3);
    const first = await sent(store(), 'doc_a', 1);
    const second = await sent(store(), 'doc_a', 2);
    await sent(store(), 'doc_a', 3, { leaseMs: 0 });
    await documents.end('doc_a', end('cancelled'));
    await pages.commit('doc_a', page(1), { ...commitWith(9), call: outcomeOf(first) });
    const inVain = { ...outcomeOf(second), class: 'ambiguous', code: 'claude_timeout' } as const;
    await calls.conclude('doc_a', 2, inVain);
    await calls.lapse('doc_a');
    await calls.conclude('doc_none', 1, inVain);
    await calls.lapse('doc_none');
    const keys = [...(await redis.keys('test:{doc_a}:*')), ...(await redis.keys('*doc_none*'))];
    const ttls = await Promise.all(keys.map(async (key) => ({ key, ttlS: await redis.ttl(key) })));
    expect(ttls.filter(({ ttlS }) => ttlS < 0)).toEqual([]);
  });
});

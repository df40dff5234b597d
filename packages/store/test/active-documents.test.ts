import { describe, expect, test } from '@jest/globals';
import { createIdempotency } from '../src/index.ts';
import { accepted, openStore, PREFIX, upTo, useRedis } from './connect.ts';

const connected = useRedis();
const store = () => openStore(connected().redis);
const claims = () => createIdempotency(connected().redis, PREFIX);

describe('active documents', () => {
  test('are found by who was left alone longest, as many as asked for', async () => {
    const { documents, active } = store();
    for (const [id, createdAtMs] of [
      ['doc_c', 3_000],
      ['doc_a', 1_000],
      ['doc_b', 2_000],
    ] as const) {
      await documents.create(accepted(id, { createdAtMs }), '{}');
    }
    expect(await active.count()).toBe(3);
    expect(await active.untouchedSince(3_000, 10)).toEqual(['doc_a', 'doc_b']);
    expect(await active.untouchedSince(9_000, 2)).toEqual(['doc_a', 'doc_b']);
    await active.touch('doc_a', 8_000);
    expect(await active.untouchedSince(9_000, 1)).toEqual(['doc_b']);
  });

  test('do not come back by a touch once they were removed', async () => {
    const { documents, active } = store();
    await documents.create(accepted('doc_a'), '{}');
    await documents.end('doc_a', { status: 'cancelled', reason: null, webhookJob: null });
    await active.remove('doc_a');
    await active.touch('doc_a', 8_000);
    expect(await active.count()).toBe(0);
    expect(await active.untouchedSince(Date.now() + 1, 10)).toEqual([]);
  });

  test('stay where they were set going again while somebody took them off', async () => {
    const { documents, active } = store();
    await documents.create(accepted('doc_a'), '{}');
    await active.remove('doc_a');
    expect(await active.count()).toBe(1);
    expect(await active.untouchedSince(Date.now() + 1, 10)).toEqual(['doc_a']);
  });

  test('are swept by one process at a time', async () => {
    const { active } = store();
    expect(await active.takeTurn('one', 60_000)).toBe(true);
    expect(await active.takeTurn('other', 60_000)).toBe(false);
    expect(await active.takeTurn('one', 60_000)).toBe(true);
    // The turn ends by itself, should its holder die.
    expect(await connected().redis.pttl('test:sweeper')).toBeGreaterThan(0);
    await connected().redis.del('test:sweeper');
    expect(await active.takeTurn('other', 60_000)).toBe(true);
  });
});

describe('an Idempotency-Key', () => {
  test('stands for the document that claimed it first', async () => {
    const first = { fingerprint: 'aa', documentId: 'doc_a' };
    expect(await claims().claim('acme', 'key', first)).toEqual({
      documentId: 'doc_a',
      isSameBody: true,
    });
    expect(await claims().claim('acme', 'key', { ...first, documentId: 'doc_b' })).toEqual({
      documentId: 'doc_a',
      isSameBody: true,
    });
  });

  test('tells another body', async () => {
    await claims().claim('acme', 'key', { fingerprint: 'aa', documentId: 'doc_a' });
    const other = await claims().claim('acme', 'key', { fingerprint: 'bb', documentId: 'doc_b' });
    expect(other).toEqual({ documentId: 'doc_a', isSameBody: false });
  });

  test('is a tenant’s own, and may hold any signs', async () => {
    const keys = ['a b', 'a\nb', '{x}:*', '键', 'k'.repeat(10_000), ''];
    for (const [at, key] of keys.entries()) {
      for (const tenant of ['acme', 'other']) {
        const documentId = `doc_${tenant}${at}`;
        const claim = await claims().claim(tenant, key, { fingerprint: 'aa', documentId });
        expect(claim).toEqual({ documentId, isSameBody: true });
      }
    }
  });

  test('claimed many times at once stands for one document', async () => {
    const all = await Promise.all(
      upTo(20).map((n) =>
        claims().claim('acme', 'key', { fingerprint: 'aa', documentId: `doc_${n}` }),
      ),
    );
    expect(new Set(all.map(({ documentId }) => documentId)).size).toBe(1);
  });

  test('is forgotten after a day', async () => {
    await claims().claim('acme', 'key', { fingerprint: 'aa', documentId: 'doc_a' });
    const [key = ''] = await connected().redis.keys('*');
    const ttlS = await connected().redis.ttl(key);
    expect(ttlS).toBeGreaterThan(86_000);
    expect(ttlS).toBeLessThanOrEqual(86_400);
  });
});

import { describe, expect, test } from '@jest/globals';
import { type DeliveryRecord, newDelivery, replayDelivery } from '@quire/domain';
import { accepted, openStore, PREFIX, RETENTION_S, upTo, useRedis } from './connect.ts';

const connected = useRedis();
const store = () => openStore(connected().redis);
const ID = 'wh_doc_a_completed';
const job = (replay: number): string => JSON.stringify({ webhookId: ID, replay });

/** A document that ended, and whose receiver is owed the news. */
async function ended(id = 'doc_a', webhookId = ID): Promise<void> {
  const { documents } = store();
  await documents.create(accepted(id), '{}');
  const webhookJob = JSON.stringify({ webhookId, type: 'document.completed', sequence: 1 });
  await documents.end(id, { status: 'completed', reason: null, webhookJob });
}

const trying = (record: DeliveryRecord | null): DeliveryRecord | null =>
  record && { ...record, tries: record.tries + 1 };

const begun = (): DeliveryRecord => newDelivery('document.completed', 1, 5);
const again = (record: DeliveryRecord, nowMs: number) => ({
  record: replayDelivery(record, nowMs),
  job: job(record.replays + 1),
});
const is = (status: DeliveryRecord['status']) => (record: DeliveryRecord | null) =>
  record && { ...record, status };

describe('deliveries', () => {
  test('are on record from their document’s end on, whether a courier is there or not', async () => {
    const { documents, deliveries } = store();
    await ended();
    const document = await documents.read('doc_a');
    expect(document).toMatchObject({ webhook: 'pending' });
    const record = newDelivery('document.completed', 1, document?.finishedAtMs ?? 0);
    expect(await deliveries.all('doc_a')).toEqual([{ id: ID, record }]);
    expect(await deliveries.read('doc_a', ID)).toEqual(record);
  });

  test('are changed by one after the other, however many change them at once', async () => {
    const { deliveries } = store();
    await ended();
    await Promise.all(upTo(20).map(() => deliveries.update('doc_a', ID, trying)));
    expect(await deliveries.read('doc_a', ID)).toMatchObject({ tries: 20 });
  });

  test('stay as they are where there is nothing to change', async () => {
    const { deliveries } = store();
    await ended();
    const before = await deliveries.read('doc_a', ID);
    expect(await deliveries.update('doc_a', ID, () => null)).toEqual(before);
    expect(await deliveries.update('doc_a', 'wh_doc_a_other', (none) => none)).toBeNull();
    expect(await deliveries.all('doc_a')).toHaveLength(1);
  });

  test('of an earlier release, which wrote none, are begun by whoever sends them', async () => {
    const { documents, deliveries } = store();
    await documents.create(accepted('doc_a'), '{}');
    const record = newDelivery('document.completed', 1, 5);
    expect(await deliveries.update('doc_a', ID, (known) => known ?? record)).toEqual(record);
    expect(await documents.read('doc_a')).toMatchObject({ webhook: 'pending' });
  });

  test('are not written for a document that is gone, so that none comes back', async () => {
    const { deliveries } = store();
    expect(await deliveries.update('doc_a', ID, begun)).toBeNull();
    const { redis } = connected();
    expect(await redis.keys(`${PREFIX}:{doc_a}:*`)).toEqual([]);
    await ended();
    await redis.del(`${PREFIX}:{doc_a}:document`);
    expect(await deliveries.replay('doc_a', ID, again)).toBeNull();
  });

  test('are forgotten with their document', async () => {
    const { deliveries } = store();
    await ended();
    const { redis } = connected();
    // As after a removal of the key: whoever writes it gives it what is left of the retention.
    await redis.del(`${PREFIX}:{doc_a}:deliveries`);
    await deliveries.update('doc_a', ID, begun);
    const ttlS = await redis.ttl(`${PREFIX}:{doc_a}:deliveries`);
    expect(ttlS).toBeGreaterThan(RETENTION_S - 60);
    expect(ttlS).toBeLessThanOrEqual(RETENTION_S);
  });

  test('are shown the latest first; the document tells how the latest fares', async () => {
    const { documents, deliveries } = store();
    await ended();
    await documents.retry('doc_a', 2, { splitJob: '{}', wholeJob: '{}' });
    const second = `${ID}_2`;
    const { redis } = connected();
    // Completed documents are not retried; this one is made to have ended twice.
    await redis.hset(`${PREFIX}:{doc_a}:document`, 'status', 'processing');
    await documents.end('doc_a', {
      status: 'failed',
      reason: null,
      webhookJob: JSON.stringify({ webhookId: second, type: 'document.failed', sequence: 2 }),
    });
    expect((await deliveries.all('doc_a')).map(({ id }) => id)).toEqual([second, ID]);
    await deliveries.update('doc_a', ID, is('failed'));
    expect(await documents.read('doc_a')).toMatchObject({ webhook: 'pending' });
    await deliveries.update('doc_a', second, is('delivered'));
    expect(await documents.read('doc_a')).toMatchObject({ webhook: 'delivered' });
  });
});

describe('a replay', () => {
  test('is on record together with the job that it owes, for the sweeper to find', async () => {
    const { deliveries, outbox, active } = store();
    await ended();
    for (const entry of await outbox.entries('doc_a')) await outbox.remove('doc_a', entry);
    await active.remove('doc_a');
    const replayed = await deliveries.replay('doc_a', ID, again);
    expect(replayed).toMatchObject({ status: 'pending', replays: 1 });
    expect(await outbox.entries('doc_a')).toEqual([{ queue: 'webhooks', payload: job(1) }]);
    expect(await active.untouchedSince(Date.now() + 1, 10)).toEqual(['doc_a']);
  });

  test('takes no other job’s place in the outbox', async () => {
    const { deliveries, outbox } = store();
    await ended();
    const first = (await outbox.entries('doc_a')).find(({ queue }) => queue === 'webhooks');
    if (!first) throw new Error('the news of its end is owed');
    expect(await deliveries.replay('doc_a', ID, again)).toBe('owed');
    expect(await deliveries.read('doc_a', ID)).toMatchObject({ replays: 0 });
    expect(await outbox.entries('doc_a')).toContainEqual(first);
    await outbox.remove('doc_a', first);
    expect(await deliveries.replay('doc_a', ID, again)).toMatchObject({ replays: 1 });
  });

  test('of what is not there is none', async () => {
    await ended();
    expect(await store().deliveries.replay('doc_a', 'wh_doc_a_failed', again)).toBeNull();
  });
});

import { type DeliveryRecord, deliveryRecord } from '@quire/domain';
import type { Redis } from 'ioredis';
import { documentKeys, touchedKey } from './keys.ts';
import { loadScript } from './script.ts';

const writeDelivery = loadScript('write-delivery-3');

export interface StoredDelivery {
  /** The event's `webhook-id`. */
  readonly id: string;
  readonly record: DeliveryRecord;
}

/** A delivery that is to be sent again, and the job that does it, as JSON. */
interface Replay {
  readonly record: DeliveryRecord;
  readonly job: string;
}

/**
 * What was sent to the receivers of documents. A document's deliveries are forgotten with it. Changes are
 * decided by the caller and written only onto what they were decided by.
 */
export interface Deliveries {
  read(documentId: string, id: string): Promise<DeliveryRecord | null>;
  /** All of a document, the latest first. */
  all(documentId: string): Promise<StoredDelivery[]>;
  /**
   * @param change what becomes of the delivery, which is null where none is on record; called again when
   * somebody else wrote in between; null leaves it as it is
   * @returns the delivery afterwards; null when it is not there, or its document is gone
   */
  update(
    documentId: string,
    id: string,
    change: (record: DeliveryRecord | null) => DeliveryRecord | null,
  ): Promise<DeliveryRecord | null>;
  /**
   * The same, and the job that sends it again is owed to the queue: relay the outbox afterwards. `owed`
   * while another job of the document is: relay first, and ask again.
   * @param change is told Redis' clock, by which deliveries and receivers are timed
   */
  replay(
    documentId: string,
    id: string,
    change: (record: DeliveryRecord, nowMs: number) => Replay,
  ): Promise<DeliveryRecord | null | 'owed'>;
}

export function createDeliveries(redis: Redis, prefix: string): Deliveries {
  const write = async (
    documentId: string,
    id: string,
    known: string | null,
    { record, job }: Replay,
  ): Promise<unknown> => {
    const { document, deliveries, outbox } = documentKeys(prefix, documentId);
    const values = [id, known ?? '', JSON.stringify(record), record.status, job];
    return writeDelivery.run(redis, [document, deliveries, outbox], values);
  };
  const readText = (documentId: string, id: string): Promise<string | null> =>
    redis.hget(documentKeys(prefix, documentId).deliveries, id);
  return {
    async read(documentId, id) {
      const known = await readText(documentId, id);
      return known === null ? null : recordFrom(known);
    },
    async all(documentId) {
      const fields = await redis.hgetall(documentKeys(prefix, documentId).deliveries);
      return Object.entries(fields)
        .map(([id, json]) => ({ id, record: recordFrom(json) }))
        .toSorted((one, other) => other.record.sequence - one.record.sequence);
    },
    async update(documentId, id, change) {
      for (;;) {
        const known = await readText(documentId, id);
        const before = known === null ? null : recordFrom(known);
        const record = change(before);
        if (record === null) return before;
        const reply = await write(documentId, id, known, { record, job: '' });
        if (reply === 'written') return record;
        if (reply === 'gone') return null;
      }
    },
    async replay(documentId, id, change) {
      // As for a retry: owed by a document that is on no list, it would wait unseen should anything die.
      await redis.zadd(touchedKey(prefix), Date.now(), documentId);
      const [seconds, micros] = await redis.time();
      const nowMs = Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
      for (;;) {
        const known = await readText(documentId, id);
        if (known === null) return null;
        const replay = change(recordFrom(known), nowMs);
        const reply = await write(documentId, id, known, replay);
        if (reply === 'written') return replay.record;
        if (reply === 'gone') return null;
        if (reply === 'owed') return reply;
      }
    },
  };
}

/** The only door from JSON to a delivery. */
function recordFrom(json: string): DeliveryRecord {
  return deliveryRecord.parse(JSON.parse(json));
}

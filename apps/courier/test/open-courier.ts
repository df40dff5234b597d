import { afterAll, afterEach, beforeAll } from '@jest/globals';
import {
  type DeliveryRecord,
  type DocumentOptions,
  type EndStatus,
  replayDelivery,
} from '@quire/domain';
import { type JobOf, Postponed } from '@quire/queues';
import { connectRedis, createLog } from '@quire/service';
import {
  createDeliveries,
  createDocuments,
  createOutbox,
  createReceivers,
  type ReceiverLimits,
} from '@quire/store';
import { type PrivateRedis, startPrivateRedis, type WebhookReceiver } from '@quire/testkit';
import { createGuardedAgent, type Delivery, deliverWebhook } from '@quire/webhooks';
import { Webhook } from 'standardwebhooks';
import { deliverEvent, type DeliverPorts } from '../src/deliver-event.ts';

const PREFIX = 'quire';
const TENANT = 'acme';
const guard = { allowPrivate: true };

type Redis = Awaited<ReturnType<typeof connectRedis>>;

export interface Courier {
  readonly server: PrivateRedis;
  readonly redis: Redis;
  /** All that was reported, in order. */
  readonly reports: string[];
  readonly ports: DeliverPorts;
  readonly deliveries: ReturnType<typeof createDeliveries>;
  /** The same ports with other bounds on receivers. */
  withLimits(limits: Partial<ReceiverLimits>): DeliverPorts;
  /** A document that ended, and the job that is to tell of it. */
  ended(id: string, webhook: DocumentOptions['webhook'], status?: EndStatus): Promise<Job>;
}

type Job = JobOf<'webhooks'>;

/** A private Redis for one test file, empty before each test, and a courier's ports on it. */
export function useCourier(): () => Courier {
  let courier: Courier | undefined;
  const agent = createGuardedAgent(guard);
  beforeAll(async () => {
    const server = await startPrivateRedis({ appendfsync: 'no' });
    const redis = await connectRedis(server.url, createLog('test', 'silent'), { whenAway: 'wait' });
    courier = open(server, redis, agent);
  });
  afterEach(async () => {
    await courier?.redis.flushall();
    courier?.reports.splice(0);
  });
  afterAll(async () => {
    await agent.close();
    courier?.redis.disconnect();
    await courier?.server.stop();
  });
  return () => {
    if (!courier) throw new Error('a courier is there only while tests run');
    return courier;
  };
}

function open(
  server: PrivateRedis,
  redis: Redis,
  agent: ReturnType<typeof createGuardedAgent>,
): Courier {
  const documents = createDocuments(redis, PREFIX, 3_600);
  const outbox = createOutbox(redis, PREFIX);
  const deliveries = createDeliveries(redis, PREFIX);
  const reports: string[] = [];
  const ports: DeliverPorts = {
    documents,
    deliveries,
    receivers: createReceivers(redis, PREFIX),
    deliver: (delivery: Delivery, signal: AbortSignal) =>
      deliverWebhook(delivery, agent, guard, signal),
    secrets: [],
    report: {
      attempted: (_job, { status }) => void reports.push(`attempted: ${status}`),
      withheld: () => void reports.push('withheld'),
      dropped: () => void reports.push('dropped'),
      endpointChanged: (_to, isDisabled) =>
        void reports.push(isDisabled ? 'endpoint disabled' : 'endpoint enabled'),
    },
  };
  return {
    server,
    redis,
    reports,
    ports,
    deliveries,
    withLimits: (limits) => ({ ...ports, receivers: createReceivers(redis, PREFIX, limits) }),
    async ended(id, webhook, status = 'completed') {
      const file = { sha256: 'aa', bytes: 1, filename: 'private' };
      const sources = [{ ...file, media_type: 'application/pdf' as const }];
      const asked = { prompt: 'private', metadata: { order: 7 } };
      const options = webhook === undefined ? asked : { ...asked, webhook };
      await documents.create({ id, tenant: TENANT, createdAtMs: 1_000, sources, options }, '{}');
      const job = {
        v: 1,
        documentId: id,
        webhookId: `wh_${id}_${status}`,
        type: `document.${status}`,
        sequence: 1,
      } as const;
      await documents.end(id, { status, reason: null, webhookJob: JSON.stringify(job) });
      for (const entry of await outbox.entries(id)) await outbox.remove(id, entry);
      return job;
    },
  };
}

/** As the api does it. @returns the job that sends it */
export async function replayed({ deliveries, redis }: Courier, job: Job): Promise<Job> {
  const { documentId, webhookId } = job;
  const record = await deliveries.replay(documentId, webhookId, (before, nowMs) => ({
    record: replayDelivery(before, nowMs),
    job: JSON.stringify({ replay: before.replays + 1 }),
  }));
  if (record === null || record === 'owed') throw new Error('it could not be replayed');
  await redis.del(`${PREFIX}:{${documentId}}:outbox`);
  return { ...job, replay: record.replays };
}

export async function recordOf({ deliveries }: Courier, job: Job): Promise<DeliveryRecord> {
  const record = await deliveries.read(job.documentId, job.webhookId);
  if (record === null) throw new Error('the delivery is not on record');
  return record;
}

type Sent = WebhookReceiver['deliveries'][number];

/** Whether a receiver with this secret believes what it was sent. */
export function isBelieved(secret: string, { body, headers }: Sent): boolean {
  const texts = Object.entries(headers).map(([name, value]) => [name, String(value)] as const);
  try {
    new Webhook(secret).verify(body.toString(), Object.fromEntries<string>(texts));
    return true;
  } catch {
    return false;
  }
}

/** One run of a job. @returns how long it is put off, in milliseconds; null when it is done */
export async function run(
  job: Job,
  ports: DeliverPorts,
  abandoned = new AbortController().signal,
): Promise<number | null> {
  try {
    await deliverEvent(job, ports, { abandoned });
    return null;
  } catch (error) {
    if (error instanceof Postponed) return error.forMs;
    throw error;
  }
}

/** A delivery's wait is over: its next attempt is due. */
export async function becomesDue(
  { deliveries }: Courier,
  { documentId, webhookId }: Job,
): Promise<void> {
  await deliveries.update(
    documentId,
    webhookId,
    (record) => record && { ...record, next_attempt_at_ms: 1 },
  );
}

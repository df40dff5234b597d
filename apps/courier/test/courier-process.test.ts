import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { type DeliveryRecord, relayOutbox, replayDelivery } from '@quire/domain';
import { createProducer, type JobOf, type Producer } from '@quire/queues';
import { connectRedis, createLog } from '@quire/service';
import { createDeliveries, createDocuments, createOutbox } from '@quire/store';
import {
  type PrivateRedis,
  type ReceiverBehaviour,
  type StartedProcess,
  startPrivateRedis,
  startProcess,
  startWebhookReceiver,
  type WebhookReceiver,
} from '@quire/testkit';
import { Webhook } from 'standardwebhooks';

jest.setTimeout(60_000);

const PREFIX = 'quire';
const SECRETS = [`whsec_${'b'.repeat(44)}`, `whsec_${'a'.repeat(44)}`];
const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

let server: PrivateRedis;
let redis: Awaited<ReturnType<typeof connectRedis>>;
let producer: Producer;
let courier: StartedProcess;
const receivers: WebhookReceiver[] = [];

beforeAll(async () => {
  server = await startPrivateRedis({ appendfsync: 'no' });
  redis = await connectRedis(server.url, createLog('test', 'silent'), { whenAway: 'wait' });
  producer = createProducer(redis, PREFIX);
  courier = await startProcess({
    command: process.execPath,
    args: [main],
    env: {
      REDIS_URL: server.url,
      QUIRE_WEBHOOK_ALLOW_PRIVATE: '1',
      QUIRE_WEBHOOK_SECRET: SECRETS.join(', '),
      LOG_LEVEL: 'warn',
    },
  });
});

afterEach(async () => {
  await Promise.all(receivers.splice(0).map((receiver) => receiver.stop()));
});

afterAll(async () => {
  await courier.stop();
  await producer.close();
  redis.disconnect();
  await server.stop();
});

test('a receiver that hangs holds up nobody else, however much waits for it', async () => {
  const hanging = await receiverThat({ hang: () => true });
  const quick = await receiverThat({});
  // More than a courier sends at once.
  const held = Array.from({ length: 130 }, (_, n) => tell(`hang${n}`, hanging.url));
  await Promise.all(held);
  await hanging.waitFor(8, 20_000);
  await tell('quick', quick.url);
  await quick.waitFor(1, 10_000);
  expect(hanging.deliveries).toHaveLength(8);
});

test('what is not taken is tried again in time, under the same id, signed with all secrets', async () => {
  const receiver = await receiverThat({ status: (n) => (n === 1 ? 500 : 204) });
  const { documentId, webhookId } = await tell('again', receiver.url);
  const deliveries = await receiver.waitFor(2, 20_000);
  for (const { headers, body } of deliveries) {
    expect(headers['webhook-id']).toBe(webhookId);
    const texts = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, String(value)]),
    );
    for (const secret of SECRETS) new Webhook(secret).verify(body.toString(), texts);
  }
  const record = await untilIt(documentId, webhookId, ({ status }) => status === 'delivered');
  expect(record.attempts.map(({ status_code: code }) => code)).toEqual([500, 204]);
});

test('an endpoint that is gone is counted and named, until it takes a replay', async () => {
  const receiver = await receiverThat({ status: () => 410 });
  const { documentId, webhookId, ...job } = await tell('gone', receiver.url);
  await untilIt(documentId, webhookId, ({ status }) => status === 'disabled');
  const address = courier.readyLine.replace('ready ', '');
  const metrics = async (): Promise<string> => (await fetch(`${address}/metrics`)).text();
  expect(await metrics()).toMatch(/^quire_webhook_endpoints_disabled\{.*\} 1$/m);
  receiver.behave({});
  await createDeliveries(redis, PREFIX).replay(documentId, webhookId, (before, nowMs) => ({
    record: replayDelivery(before, nowMs),
    job: JSON.stringify({ documentId, webhookId, ...job, replay: 1 }),
  }));
  await relay(documentId);
  await untilIt(documentId, webhookId, ({ status }) => status === 'delivered');
  expect(await metrics()).toMatch(/^quire_webhook_endpoints_disabled\{.*\} 0$/m);
  expect(await metrics()).toMatch(/^quire_webhook_attempts_total\{.*outcome="delivered".*\} \d+$/m);
});

async function receiverThat(behaviour: ReceiverBehaviour): Promise<WebhookReceiver> {
  const receiver = await startWebhookReceiver(behaviour);
  receivers.push(receiver);
  return receiver;
}

/** A document that ended, with a receiver that is to be told. */
async function tell(name: string, url: string): Promise<JobOf<'webhooks'>> {
  const documents = createDocuments(redis, PREFIX, 3_600);
  const documentId = `doc_${name}`;
  const source = { sha256: 'aa', bytes: 1, media_type: 'application/pdf', filename: null } as const;
  const accepted = { id: documentId, tenant: 'acme', createdAtMs: 1, sources: [source] };
  await documents.create({ ...accepted, options: { webhook: { url } } }, '{}');
  await redis.del(`${PREFIX}:{${documentId}}:outbox`);
  const job = {
    v: 1,
    documentId,
    webhookId: `wh_${documentId}_failed`,
    type: 'document.failed',
    sequence: 1,
  } as const;
  await documents.end(documentId, {
    status: 'failed',
    reason: null,
    webhookJob: JSON.stringify(job),
  });
  await relay(documentId);
  return job;
}

function relay(documentId: string): Promise<void> {
  return relayOutbox(documentId, { outbox: createOutbox(redis, PREFIX), producer });
}

/** Looks until it is so; the test's own time limit says when to give up. */
async function untilIt(
  documentId: string,
  webhookId: string,
  isSo: (record: DeliveryRecord) => boolean,
): Promise<DeliveryRecord> {
  for (;;) {
    const record = await createDeliveries(redis, PREFIX).read(documentId, webhookId);
    if (record !== null && isSo(record)) return record;
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
  }
}

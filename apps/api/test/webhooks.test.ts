import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { type DeliveryStatus, deliveryView, documentId } from '@quire/domain';
import { createProducer, type Producer } from '@quire/queues';
import { connectRedis, createLog } from '@quire/service';
import { createDeliveries, createDocuments, createReceivers } from '@quire/store';
import { type PrivateRedis, startPrivateRedis } from '@quire/testkit';
import { z } from 'zod';
import { acceptedOf, postPdf, problemOf, startTestApi, type TestApi } from './start-test-api.ts';

jest.setTimeout(60_000);

const ANNA = { authorization: 'Bearer key-of-anna' };
const BERT = { authorization: 'Bearer key-of-bert' };
const CARL = { authorization: 'Bearer key-of-carl' };
const ADMIN = { authorization: `Basic ${Buffer.from('root:sesame').toString('base64')}` };
const PREFIX = 'quire';
const SECRET = `whsec_${'s3cret00'.repeat(4)}`;
const HOOK = 'https://hooks.example/in?token=s3cret';

let server: PrivateRedis;
let redis: Awaited<ReturnType<typeof connectRedis>>;
let producer: Producer;
let api: TestApi;

beforeAll(async () => {
  server = await startPrivateRedis({ appendfsync: 'no' });
  redis = await connectRedis(server.url, createLog('test', 'silent'), { whenAway: 'wait' });
  producer = createProducer(redis, PREFIX);
  api = await startTestApi(server.url, {
    QUIRE_API_KEYS: 'anna:key-of-anna,bert:key-of-bert,carl:key-of-carl',
    QUIRE_ADMIN: 'root:sesame',
  });
});

afterAll(async () => {
  await api.stop();
  await producer.close();
  redis.disconnect();
  await server.stop();
});

type Headers = Readonly<Record<string, string>>;
const page = z.object({ data: z.array(deliveryView), next_cursor: z.string().nullable() });
const part = z.object({ replayed: z.number(), next_cursor: z.string().nullable() });

const ask = (method: string, path: string, headers: Headers, body?: object): Promise<Response> =>
  fetch(`${api.url}/v1/${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

async function list(query: string, headers: Headers): Promise<z.output<typeof page>> {
  const response = await ask('GET', `webhooks/deliveries${query}`, headers);
  return page.parse(await response.json());
}

/** A document that ends by being cancelled, and the id of its delivery. */
async function cancelled(headers: Headers): Promise<{ id: string; delivery: string }> {
  const options = JSON.stringify({ webhook: { url: HOOK, secret: SECRET } });
  const { id } = await acceptedOf(await postPdf(api.url, { headers, options }));
  await ask('POST', `documents/${id}/cancel`, headers);
  return { id, delivery: `wh_${id}_cancelled` };
}

/** As couriers would have left it. */
async function set(id: string, delivery: string, status: DeliveryStatus): Promise<void> {
  await createDeliveries(redis, PREFIX).update(
    id,
    delivery,
    (record) => record && { ...record, status },
  );
}

/** Documents that ended, by no request, so that there may be many. The last is the newest. */
async function ended(tenant: string, count: number): Promise<string[]> {
  const documents = createDocuments(redis, PREFIX, 3_600);
  const source = { sha256: 'aa', bytes: 1, media_type: 'application/pdf', filename: null } as const;
  const ids: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const id = documentId(1_000 + n, Buffer.alloc(16, tenant));
    const options = { webhook: { url: HOOK } };
    await documents.create({ id, tenant, createdAtMs: n, sources: [source], options }, '{}');
    const job = { webhookId: `wh_${id}_failed`, type: 'document.failed', sequence: 1 };
    const end = { status: 'failed', reason: null, webhookJob: JSON.stringify(job) } as const;
    await documents.end(id, end);
    await redis.del(`${PREFIX}:{${id}}:outbox`);
    await set(id, job.webhookId, 'failed');
    ids.push(id);
  }
  return ids;
}

describe('what was sent', () => {
  test('is there from the document’s end on, and is named by the document', async () => {
    const { id, delivery } = await cancelled(ANNA);
    const { data, next_cursor: next } = await list(`?document=${id}`, ANNA);
    expect(next).toBeNull();
    expect(data).toMatchObject([
      {
        id: delivery,
        document: id,
        type: 'document.cancelled',
        sequence: 1,
        url: 'https://hooks.example/in?token=…',
        status: 'pending',
        attempts: [],
        delivered_at: null,
      },
    ]);
    const one = await (await ask('GET', `webhooks/deliveries/${delivery}`, ANNA)).json();
    expect(one).toEqual(data[0]);
    const document = z
      .looseObject({ webhook: z.object({ status: z.string(), deliveries: z.string() }) })
      .parse(await (await ask('GET', `documents/${id}`, ANNA)).json());
    expect(document.webhook.status).toBe('pending');
    const response = await fetch(`${api.url}${document.webhook.deliveries}`, { headers: ANNA });
    expect(page.parse(await response.json()).data).toEqual(data);
  });

  test('shows no secret, neither the signing one nor the receiver’s', async () => {
    const { id } = await cancelled(ANNA);
    expect(JSON.stringify(await list(`?document=${id}`, ANNA))).not.toContain('s3cret');
  });

  test('is nothing for a document without a receiver', async () => {
    const { id } = await acceptedOf(await postPdf(api.url, { headers: ANNA }));
    await ask('POST', `documents/${id}/cancel`, ANNA);
    expect(await list(`?document=${id}`, ANNA)).toEqual({ data: [], next_cursor: null });
    expect(await (await ask('GET', `documents/${id}`, ANNA)).json()).toMatchObject({
      webhook: null,
    });
  });

  test('is its tenant’s own: another’s looks exactly as if it were not there', async () => {
    const { id, delivery } = await cancelled(ANNA);
    const nobodys = `doc_${'0'.repeat(26)}`;
    for (const [method, path, code] of [
      ['GET', `webhooks/deliveries?document=${id}`, 'document_not_found'],
      ['GET', `webhooks/deliveries/${delivery}`, 'delivery_not_found'],
      ['POST', `webhooks/deliveries/${delivery}/replay`, 'delivery_not_found'],
    ] as const) {
      const theirs = await problemOf(await ask(method, path, BERT));
      expect(theirs).toMatchObject({ status: 404, code });
      const none = await problemOf(await ask(method, path.replaceAll(id, nobodys), BERT));
      expect({ ...theirs, request_id: '', instance: '' }).toEqual({
        ...none,
        request_id: '',
        instance: '',
      });
      expect((await ask(method, path, {})).status).toBe(401);
    }
    const seen = await list(`?cursor=${delivery}&limit=100`, BERT);
    expect(seen.data.map((one) => one.document)).not.toContain(id);
    const all = { since: '2020-01-01', status: ['pending'] };
    const replayed = await ask('POST', 'webhooks/deliveries/replay', BERT, all);
    expect(await replayed.json()).toMatchObject({ replayed: 0 });
    const { data } = await list(`?document=${id}`, ANNA);
    expect(data).toMatchObject([{ replays: 0 }]);
  });

  test('is shown of the newest document first, in pages that neither repeat nor leave out', async () => {
    const ids = await ended('bert', 7);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? '' : `&cursor=${cursor}`;
      const { data, next_cursor: next } = await list(`?limit=3${query}`, BERT);
      expect(data.length).toBeLessThanOrEqual(3);
      seen.push(...data.map(({ document }) => document));
      cursor = next;
    } while (cursor !== null);
    expect(seen).toEqual(ids.toReversed());
    const [first = ''] = ids;
    await set(first, `wh_${first}_failed`, 'delivered');
    expect(await list('?status=delivered', BERT)).toMatchObject({ data: [{ document: first }] });
    expect(await list(`?document=${first}&status=failed`, BERT)).toMatchObject({ data: [] });
  });

  test.each(['limit=0', 'limit=101', 'status=done', 'cursor=1', 'cursor=wh_x'])(
    'refuses %s',
    async (query) => {
      const response = await ask('GET', `webhooks/deliveries?${query}`, ANNA);
      expect(await problemOf(response)).toMatchObject({
        status: 400,
        errors: [{ pointer: `/${query.split('=')[0]}` }],
      });
    },
  );
});

describe('sending again', () => {
  test('enqueues it under its own id, now, whatever became of it', async () => {
    const { id, delivery } = await cancelled(ANNA);
    for (const [replays, status] of [
      [1, 'delivered'],
      [2, 'failed'],
      [3, 'pending'],
    ] as const) {
      await set(id, delivery, status);
      const response = await ask('POST', `webhooks/deliveries/${delivery}/replay`, ANNA);
      expect(response.status).toBe(202);
      expect(await response.json()).toMatchObject({ id: delivery, status: 'pending', replays });
      const job = await producer.queues.webhooks.getJob(`${delivery}-again${replays}`);
      expect(job?.data).toMatchObject({ documentId: id, webhookId: delivery, replay: replays });
    }
  });

  test('asked for many times at once makes as many replays, and loses none', async () => {
    const { id, delivery } = await cancelled(ANNA);
    const path = `webhooks/deliveries/${delivery}/replay`;
    const answers = await Promise.all(Array.from({ length: 8 }, () => ask('POST', path, ANNA)));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(202));
    expect(await list(`?document=${id}`, ANNA)).toMatchObject({ data: [{ replays: 8 }] });
    const last = await producer.queues.webhooks.getJob(`${delivery}-again8`);
    expect(last?.data).toMatchObject({ replay: 8 });
  });

  test('of a stretch of time takes what failed, part by part', async () => {
    const ids = await ended('carl', 205);
    const [delivered = '', ...others] = ids;
    await set(delivered, `wh_${delivered}_failed`, 'delivered');
    const body = { since: '2020-01-01T00:00:00Z' };
    const first = await ask('POST', 'webhooks/deliveries/replay', CARL, body);
    expect(first.status).toBe(202);
    const { replayed, next_cursor: cursor } = part.parse(await first.json());
    expect(replayed).toBe(200);
    const rest = await ask('POST', 'webhooks/deliveries/replay', CARL, { ...body, cursor });
    expect(await rest.json()).toEqual({ replayed: 4, next_cursor: null });
    for (const id of others) {
      expect(await producer.queues.webhooks.getJob(`wh_${id}_failed-again1`)).toBeDefined();
    }
    // Asked for again, since the answer was lost perhaps: none of them has failed any more.
    const again = await ask('POST', 'webhooks/deliveries/replay', CARL, body);
    expect(await again.json()).toMatchObject({ replayed: 0 });
    const past = { since: '2020-01-01', until: '2020-02-01', status: ['pending', 'delivered'] };
    const none = await ask('POST', 'webhooks/deliveries/replay', CARL, past);
    expect(await none.json()).toEqual({ replayed: 0, next_cursor: null });
  });

  test.each([
    [{}, '/since'],
    [{ since: 'yesterday' }, '/since'],
    [{ since: '2020-01-01', status: [] }, '/status'],
    [{ since: '2020-01-01', status: ['done'] }, '/status/0'],
    [{ since: '2020-01-01', cursor: 'x' }, '/cursor'],
    [{ since: '2020-01-01', limit: 5 }, '/limit'],
  ])('of %j is refused', async (body, pointer) => {
    const response = await ask('POST', 'webhooks/deliveries/replay', ANNA, body);
    expect(await problemOf(response)).toMatchObject({ status: 400, errors: [{ pointer }] });
  });
});

test('a disabled endpoint is named to its tenant and to operators, and to nobody else', async () => {
  const receivers = createReceivers(redis, PREFIX);
  const receiver = { tenant: 'anna', url: HOOK };
  const end = { outcome: 'gone', retryAfterMs: null, code: 'webhook_gone' } as const;
  await receivers.leave(receiver, 'wh_x', end);
  const expected = [
    {
      tenant: 'anna',
      origin: 'https://hooks.example',
      reason: 'webhook_gone',
      since: expect.any(String),
    },
  ];
  expect(await disabledFor(ANNA)).toEqual(expected);
  expect(await disabledFor(ADMIN)).toEqual(expected);
  expect(await disabledFor(BERT)).toEqual([]);
});

async function disabledFor(headers: Headers): Promise<unknown> {
  const status = z.object({ webhooks: z.object({ disabled: z.array(z.unknown()) }) });
  const response = await ask('GET', 'status', headers);
  return status.parse(await response.json()).webhooks.disabled;
}

import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { connectRedis, createLog } from '@quire/service';
import { type PrivateRedis, startPrivateRedis } from '@quire/testkit';
import { acceptedOf, postPdf, problemOf, startTestApi, type TestApi } from './start-test-api.ts';

jest.setTimeout(60_000);

let redis: PrivateRedis;
let connection: Awaited<ReturnType<typeof connectRedis>>;
let api: TestApi;

const anna = { authorization: 'Bearer annas-key-1' };
const bert = { authorization: 'Bearer berts-key-1' };
const key = { ...anna, 'idempotency-key': 'once' };

beforeAll(async () => {
  redis = await startPrivateRedis({ appendfsync: 'always' });
  connection = await connectRedis(redis.url, createLog('test', 'silent'), { whenAway: 'wait' });
  api = await startTestApi(redis.url, { QUIRE_API_KEYS: 'anna:annas-key-1,bert:berts-key-1' });
});

afterAll(async () => {
  connection.disconnect();
  await api.stop();
  await redis.stop();
});

const call = (
  id: string,
  headers: Readonly<Record<string, string>>,
  method = 'DELETE',
  path = '',
) => fetch(`${api.url}/v1/documents/${id}${path}`, { method, headers });

const keysWith = async (part: string): Promise<string[]> => connection.keys(`*${part}*`);
const nameOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
/** Those who use a file, by the record of them. */
const usersOf = (bytes: Uint8Array): Promise<string[]> =>
  connection.zrange(`quire:{blobs}:users:${nameOf(bytes)}`, '0', '-1');

describe('deleting a document', () => {
  test('answers 204 without a body, and from then on nothing of it is found', async () => {
    const { id } = await acceptedOf(await postPdf(api.url, { headers: anna }));
    const deleted = await call(id, anna);
    expect([deleted.status, await deleted.text()]).toEqual([204, '']);
    const asked = [
      call(id, anna),
      call(id, anna, 'POST', '/cancel'),
      call(id, anna, 'POST', '/retry'),
    ];
    const read = ['', '/result?partial=1', '/pages/1', '/pages/1/image'];
    for (const answer of [...asked, ...read.map((path) => call(id, anna, 'GET', path))]) {
      expect(await problemOf(await answer)).toMatchObject({
        status: 404,
        code: 'document_not_found',
      });
    }
    const list = await fetch(`${api.url}/v1/documents`, { headers: anna });
    expect(await list.json()).toEqual({ data: [], next_cursor: null });
    // Its job too. What says where all of it lay is for the sweeper, which looks once more.
    const left = (await keysWith(id)).filter((name) => !name.endsWith(':order'));
    expect(left).toEqual([`quire:{${id}}:deleted`]);
    expect(await connection.zrange('quire:deleting', '0', '-1')).toEqual([id]);
  });

  test('is for its own tenant: to others it is not there, and stays', async () => {
    const { id } = await acceptedOf(await postPdf(api.url, { headers: anna }));
    expect(await problemOf(await call(id, bert))).toMatchObject({ code: 'document_not_found' });
    expect(await problemOf(await call('nonsense', anna))).toMatchObject({ status: 404 });
    expect((await call(id, anna, 'GET')).status).toBe(200);
  });

  test('leaves a file that another document has as well', async () => {
    const body = Buffer.from('%PDF-1.7 of both');
    const mine = await acceptedOf(await postPdf(api.url, { body, headers: anna }));
    const other = await acceptedOf(await postPdf(api.url, { body, headers: bert }));
    expect((await usersOf(body)).toSorted()).toEqual([mine.id, other.id].toSorted());
    await call(mine.id, anna);
    expect(await usersOf(body)).toEqual([other.id]);
  });

  test('frees its Idempotency-Key: the same sent again is a new document', async () => {
    const first = await acceptedOf(await postPdf(api.url, { headers: key }));
    expect((await acceptedOf(await postPdf(api.url, { headers: key }))).id).toBe(first.id);
    const [name = ''] = await keysWith(':idempotency:anna:');
    const standing = String(await connection.get(name));
    await call(first.id, anna);
    expect(await connection.get(name)).toBeNull();
    const second = await acceptedOf(await postPdf(api.url, { headers: key }));
    expect(second.id).not.toBe(first.id);
    // As where its api died before it came to the key.
    await connection.set(name, standing);
    const third = await acceptedOf(await postPdf(api.url, { headers: key }));
    expect([first.id, second.id]).not.toContain(third.id);
    expect((await call(third.id, anna, 'GET')).status).toBe(200);
    expect((await call(first.id, anna, 'GET')).status).toBe(404);
  });
});

describe('files of uploads', () => {
  test('are kept for their document alone once it is there, and a refused upload keeps none', async () => {
    const body = Buffer.from('%PDF-1.7 of an upload');
    const late = { body, headers: anna, options: '{"model":"claude-none-1"}' };
    expect((await postPdf(api.url, late)).ok).toBe(false);
    expect(await api.blobs()).toContain(nameOf(body));
    expect(await usersOf(body)).toEqual([]);
    expect(await connection.zscore('quire:{blobs}:due', nameOf(body))).not.toBeNull();
    const { id } = await acceptedOf(await postPdf(api.url, { body, headers: anna }));
    expect(await usersOf(body)).toEqual([id]);
  });

  test('are kept under another name while the same bytes are being removed', async () => {
    const body = Buffer.from('%PDF-1.7 being removed');
    await connection.hset('quire:{blobs}:condemned', nameOf(body), 'somebody 1');
    await acceptedOf(await postPdf(api.url, { body, headers: anna }));
    const names = (await api.blobs()).filter((name) => name.startsWith(nameOf(body)));
    expect(names).toEqual([expect.stringMatching(/^[\da-f]{64}-[\da-f-]{36}$/)]);
  });
});

test('what Redis is not there for can be asked again: an upload leaves no file, a deletion no half of it', async () => {
  const { id } = await acceptedOf(await postPdf(api.url, { headers: anna }));
  const body = Buffer.from('%PDF-1.7 without Redis');
  await redis.kill();
  const sent = await postPdf(api.url, { body, headers: anna });
  expect(await problemOf(sent)).toMatchObject({ status: 503, code: 'redis_unavailable' });
  expect(await api.blobs()).not.toContain(nameOf(body));
  expect(await api.incoming()).toEqual([]);
  expect(await problemOf(await call(id, anna))).toMatchObject({ code: 'redis_unavailable' });
  await redis.restart();
  let { status } = await call(id, anna);
  while (status === 503) ({ status } = await call(id, anna));
  expect(status).toBe(204);
});

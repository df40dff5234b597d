import { get, type OutgoingHttpHeaders } from 'node:http';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type PrivateRedis, startPrivateRedis } from '@quire/testkit';
import { problemOf, startTestApi, type TestApi } from './start-test-api.ts';

let redis: PrivateRedis;
let api: TestApi;

beforeAll(async () => {
  redis = await startPrivateRedis();
  api = await startTestApi(redis.url, {});
});

afterAll(async () => {
  await api.stop();
  await redis.stop();
});

test.each([
  ['by a proxy on this machine', { 'x-forwarded-for': '203.0.113.9' }],
  ['by a proxy that names itself only', { via: '1.1 front' }],
  ['under a name that was made to lead here', { host: 'evil.example' }],
])('without QUIRE_ADMIN nobody is an operator who comes %s', async (_how, headers) => {
  expect(await statusOf('/v1/admin/ledger', headers)).toBe(403);
  expect(await statusOf('/ops/queues', headers)).toBe(403);
});

test('without QUIRE_ADMIN whoever sits at the machine is an operator', async () => {
  expect(await statusOf('/v1/admin/ledger', {})).toBe(200);
});

test('an operator hears what is wrong with an address without the key of a tenant', async () => {
  const login = { QUIRE_ADMIN: 'olga:secret', QUIRE_API_KEYS: 'anna:key-of-anna' };
  const guarded = await startTestApi(redis.url, login);
  const headers = { authorization: `Basic ${Buffer.from(login.QUIRE_ADMIN).toString('base64')}` };
  const ask = (method: string, path: string): Promise<Response> =>
    fetch(`${guarded.url}/v1/admin${path}`, { method, headers });
  try {
    const wrongMethod = await ask('GET', '/resume');
    expect(await problemOf(wrongMethod)).toMatchObject({ code: 'method_not_allowed' });
    expect(wrongMethod.headers.get('allow')).toBe('POST');
    expect(await problemOf(await ask('POST', '/ledger'))).toMatchObject({ status: 405 });
    expect(await problemOf(await ask('GET', '/nothing'))).toMatchObject({
      code: 'route_not_found',
    });
    const stranger = await fetch(`${guarded.url}/v1/admin/nothing`);
    expect(stranger.status).toBe(401);
    await stranger.body?.cancel();
  } finally {
    await guarded.stop();
  }
});

/** By node:http, since fetch sets the Host itself. */
function statusOf(path: string, headers: OutgoingHttpHeaders): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get(new URL(path, api.url), { headers }, (response) => {
      response.resume();
      response.on('end', () => {
        resolve(response.statusCode);
      });
    }).on('error', reject);
  });
}

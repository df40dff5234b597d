import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import {
  makeImage,
  type PrivateRedis,
  startPrivateRedis,
  startWebhookReceiver,
} from '@quire/testkit';
import { z } from 'zod';
import {
  acceptedOf,
  pdf,
  postForm,
  postJson,
  postPdf,
  problemOf,
  startTestApi,
  type TestApi,
} from './start-test-api.ts';

jest.setTimeout(60_000);

let redis: PrivateRedis;
let api: TestApi;
let png: Buffer;

beforeAll(async () => {
  redis = await startPrivateRedis();
  api = await startTestApi(redis.url);
  png = await makeImage({ width: 40, height: 40, format: 'png' });
});

afterAll(async () => {
  await api.stop();
  await redis.stop();
});

describe('a document', () => {
  test('sent raw is accepted, and looks as the contract says', async () => {
    const response = await postPdf(api.url, { options: '{"metadata":{"invoice":7}}' });
    expect(response.status).toBe(202);
    const location = response.headers.get('location') ?? '';
    expect(location).toMatch(/^\/v1\/documents\/doc_[0-9a-z]{26}$/);
    const id = location.split('/').at(-1);
    const body: unknown = await response.json();
    expect(body).toEqual({
      id,
      status: 'queued',
      reason: null,
      tenant: 'default',
      filename: null,
      sha256: sha256(pdf),
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      finished_at: null,
      pages: { total: 0, done: 0, failed: 0, blank: 0, cached: 0 },
      usage: { input_tokens: 0, output_tokens: 0, calls: 0 },
      cost_usd: 0,
      failed_pages: [],
      waiting_for: 'splitter',
      waiting_detail: expect.any(String),
      metadata: { invoice: 7 },
      webhook: null,
      links: { self: location, result: `${location}/result`, pages: `${location}/pages/{page}` },
    });
    const shown: unknown = await (await fetch(`${api.url}${location}`)).json();
    expect(shown).toEqual(body);
    expect(await api.blobs()).toContain(sha256(pdf));
  });

  test('sent as a form of one file keeps its name', async () => {
    const form = new FormData();
    form.append('file', new Blob([pdf]), 'a report.pdf');
    form.append('options', '{"pages":"1-3"}');
    expect(await acceptedOf(await postForm(api.url, form))).toMatchObject({
      filename: 'a report.pdf',
      sha256: sha256(pdf),
    });
  });

  test('sent as a form of several files is one document; options may come first', async () => {
    const form = new FormData();
    form.append('options', '{}');
    form.append('file', new Blob([new Uint8Array(png)]), 'first.png');
    form.append('file', new Blob([pdf]), 'second.pdf');
    expect(await acceptedOf(await postForm(api.url, form))).toMatchObject({
      filename: 'first.png',
      sha256: sha256(png),
    });
    expect(await api.blobs()).toEqual(expect.arrayContaining([sha256(png), sha256(pdf)]));
  });

  test('sent as a form may have its options in a part of their own type, as generated clients do', async () => {
    const form = new FormData();
    form.append('file', new Blob([pdf]), 'a.pdf');
    form.append('options', new Blob(['{"metadata":{"a":1}}'], { type: 'application/json' }));
    expect(await acceptedOf(await postForm(api.url, form))).toMatchObject({ metadata: { a: 1 } });
    form.append('options', new Blob([' '.repeat(300_000)], { type: 'application/json' }));
    expect(await problemOf(await postForm(api.url, form))).toMatchObject({
      errors: [{ pointer: '/options', detail: 'is too long' }],
    });
  });

  test('sent as JSON may be base64, a URL, or several images', async () => {
    const source = await startWebhookReceiver({ status: () => 200, body: () => pdf.toString() });
    const base64 = { type: 'base64', media_type: 'image/png', data: png.toString('base64') };
    const url = { type: 'url', url: `${source.url}folder/from-afar.pdf` };
    expect(await acceptedOf(await postJson(api.url, { source: base64 }))).toMatchObject({
      sha256: sha256(png),
      filename: null,
    });
    expect(
      await acceptedOf(await postJson(api.url, { source: url, metadata: { a: 'b' } })),
    ).toMatchObject({ sha256: sha256(pdf), filename: 'from-afar.pdf', metadata: { a: 'b' } });
    const images = { type: 'images', images: [base64, url] };
    expect(await acceptedOf(await postJson(api.url, { source: images }))).toMatchObject({
      sha256: sha256(png),
    });
    await source.stop();
  });

  test('by URL is left for Claude to fetch where asked, and neither fetched nor kept here', async () => {
    const source = await startWebhookReceiver({ status: () => 200, body: () => pdf.toString() });
    const url = `${source.url}folder/photo.png?key=1`;
    const body = { source: { type: 'url', url }, picture: 'url' };
    expect(await acceptedOf(await postJson(api.url, body))).toMatchObject({
      sha256: sha256(Buffer.from(url)),
      filename: 'photo.png',
    });
    const both = { type: 'images', images: [body.source, body.source] };
    expect((await postJson(api.url, { ...body, source: both })).status).toBe(202);
    expect(source.deliveries).toEqual([]);
    expect(await api.blobs()).not.toContain(sha256(Buffer.from(url)));
    const estimate = await fetch(`${api.url}/v1/estimate`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    // Nobody knows how large it is: an icon, or all that the model looks at.
    const { input_tokens: likely, cost_usd: cost } = z
      .object({
        input_tokens: z.number(),
        cost_usd: z.object({ low: z.number(), high: z.number() }),
      })
      .parse(await estimate.json());
    expect(likely).toBeGreaterThan(2_392);
    expect(cost.high).toBeGreaterThan(cost.low * 10);
    await source.stop();
  });

  test('of 30 MB in base64 is taken', async () => {
    const data = Buffer.concat([pdf, Buffer.alloc(30_000_000, 'x')]).toString('base64');
    const response = await postJson(api.url, { source: { type: 'base64', data } });
    expect(response.status).toBe(202);
  });

  test('is told by its bytes, whatever it is called', async () => {
    const form = new FormData();
    form.append('file', new Blob([pdf], { type: 'text/plain' }), 'notes.txt');
    const asPng = { headers: { 'content-type': 'image/png' } };
    const asBytes = { body: png, headers: { 'content-type': 'application/octet-stream' } };
    for (const response of [
      await postForm(api.url, form),
      await postPdf(api.url, asPng),
      await postPdf(api.url, asBytes),
    ]) {
      expect(response.status).toBe(202);
    }
  });

  test('by another URL under the same Idempotency-Key is another body', async () => {
    const [first, again] = [
      await acceptedOf(await byAddress('a')),
      await acceptedOf(await byAddress('a')),
    ];
    expect(again.id).toBe(first.id);
    expect(await problemOf(await byAddress('b'))).toMatchObject({ code: 'idempotency_key_reused' });
  });

  test.each([
    ['a web page', '<!doctype html><p>%PDF-1.7</p>'],
    ['an SVG', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
    ['an archive', 'PK\u0003\u0004 %PDF-1.7'],
    ['a text', 'hello'],
    ['a script', '#!/bin/sh\nexit'],
  ])('that is %s called .pdf is 415, and leaves nothing half received', async (_what, text) => {
    const form = new FormData();
    form.append('file', new Blob([text], { type: 'application/pdf' }), 'page.pdf');
    for (const response of [
      await postForm(api.url, form),
      await postPdf(api.url, { body: Buffer.from(text) }),
    ]) {
      expect(await problemOf(response)).toMatchObject({
        status: 415,
        code: 'unsupported_media_type',
      });
    }
    expect(await api.incoming()).toEqual([]);
  });

  test.each([
    ['../../../etc/passwd', 'passwd'],
    ['..\\..\\boot.ini', 'boot.ini'],
    ['/absolute/path.pdf', 'path.pdf'],
    ['..', null],
    ['evil\u202Efdp.exe', 'evilfdp.exe'],
    ['bell\u0007\u001b[31m.pdf', 'bell[31m.pdf'],
    [`${'long'.repeat(1_000)}.pdf`, 'long'.repeat(1_000).slice(0, 255)],
  ])(
    'called %j is shown without what could do harm, and stored under its hash',
    async (name, shown) => {
      const form = new FormData();
      form.append('file', new Blob([pdf]), name);
      const { filename } = await acceptedOf(await postForm(api.url, form));
      expect(filename).toBe(shown);
      for (const blob of await api.blobs()) expect(blob).toMatch(/^[0-9a-f]{64}$/);
    },
  );
});

describe('an Idempotency-Key', () => {
  test('stands for one document, however often the same is sent', async () => {
    const headers = { 'idempotency-key': 'the same' };
    const all = await Promise.all([1, 2, 3, 4].map(() => postPdf(api.url, { headers })));
    const ids = await Promise.all(all.map(async (response) => (await acceptedOf(response)).id));
    expect(new Set(ids).size).toBe(1);
    expect((await acceptedOf(await postPdf(api.url, { headers }))).id).toBe(ids[0]);
  });

  test('is refused for other bytes and for other options', async () => {
    const headers = { 'idempotency-key': 'another' };
    await acceptedOf(await postPdf(api.url, { headers }));
    for (const changed of [{ body: png }, { options: '{"pages":"1"}' }]) {
      expect(await problemOf(await postPdf(api.url, { headers, ...changed }))).toMatchObject({
        status: 422,
        code: 'idempotency_key_reused',
      });
    }
  });

  test('stands for its document after the deadline of that too, and for nothing where there was none', async () => {
    const overAtMs = Date.now() + 4_000;
    const auto = { lane: 'auto', deadline: new Date(overAtMs).toISOString() };
    const send = (key: string, options: object = auto): Promise<Response> =>
      postPdf(api.url, {
        headers: { 'idempotency-key': key },
        options: JSON.stringify(options),
      });
    const { id } = await acceptedOf(await send('in time'));
    await sleep(overAtMs - Date.now());
    expect((await acceptedOf(await send('in time'))).id).toBe(id);
    expect(await problemOf(await send('late'))).toMatchObject({
      status: 400,
      errors: [{ pointer: '/options/deadline', detail: 'is in the past' }],
    });
    await acceptedOf(await send('late', {}));
  });

  test('has 1 to 255 signs', async () => {
    for (const key of ['', 'k'.repeat(256), 'k'.repeat(10_000)]) {
      const response = await postPdf(api.url, { headers: { 'idempotency-key': key } });
      expect(await problemOf(response)).toMatchObject({
        status: 400,
        errors: [{ pointer: '/Idempotency-Key' }],
      });
    }
    await acceptedOf(await postPdf(api.url, { headers: { 'idempotency-key': 'k'.repeat(255) } }));
  });
});

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Under one Idempotency-Key. */
function byAddress(name: string): Promise<Response> {
  const source = { type: 'url', url: `https://example.com/${name}` };
  return fetch(`${api.url}/v1/documents`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': 'by-address' },
    body: JSON.stringify({ source, picture: 'url' }),
  });
}

import { get } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { type PrivateRedis, startPrivateRedis } from '@quire/testkit';
import {
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

beforeAll(async () => {
  redis = await startPrivateRedis();
  api = await startTestApi(redis.url);
});

afterAll(async () => {
  await api.stop();
  await redis.stop();
});

describe('a request that is wrong is told so by a problem:', () => {
  test.each([
    [
      'a field of a source that is none',
      { source: { type: 'base64', data: 'JVBERi0=', size: 5 } },
      ['/source/size'],
    ],
    [
      'options that are none',
      {
        source: { type: 'base64', data: 'JVBERi0=' },
        webhook: { url: 'https://example.com', 'a/b': 1 },
        colour: 'red',
        shape: 'round',
      },
      ['/webhook/a~1b', '/colour', '/shape'],
    ],
    ['no source', {}, ['/source']],
    ['an unknown source', { source: { type: 'ftp' } }, ['/source/type']],
    ['no base64', { source: { type: 'base64', data: '***' } }, ['/source/data']],
    ['a file URL', { source: { type: 'url', url: 'file:///etc/passwd' } }, ['/source/url']],
    ['no images', { source: { type: 'images', images: [] } }, ['/source/images']],
    [
      'wrong values',
      {
        source: { type: 'base64', data: 'JVBERi0=' },
        pages: '5-1',
        priority: 99,
        metadata: { a: [] },
      },
      ['/pages', '/priority', '/metadata/a'],
    ],
    [
      'a secret that is none',
      {
        source: { type: 'base64', data: 'JVBERi0=' },
        webhook: { url: 'https://example.com', secret: 'x' },
      },
      ['/webhook/secret'],
    ],
    [
      'bytes to be fetched by their address',
      {
        source: {
          type: 'images',
          images: [
            { type: 'url', url: 'https://example.com/a.png' },
            { type: 'base64', data: 'JVBERi0=' },
          ],
        },
        picture: 'url',
      },
      ['/source/images/1'],
    ],
    [
      'a PDF to be fetched as a picture',
      { source: { type: 'url', url: 'https://example.com/A.PDF' }, picture: 'url' },
      ['/source/url'],
    ],
    [
      'an unknown model',
      { source: { type: 'base64', data: 'JVBERi0=' }, model: 'gpt-5' },
      ['/model'],
    ],
    ['no object', [], ['']],
    ['no JSON', '{"source":', ['']],
  ])('JSON with %s', async (_what, body, pointers) => {
    const told = await problemOf(await postJson(api.url, body));
    expect(told).toMatchObject({ status: 400, code: 'invalid_request' });
    expect(told.errors?.map(({ pointer }) => pointer).toSorted()).toEqual(pointers.toSorted());
  });

  test.each([
    ['nonsense', '/options'],
    ['[]', '/options'],
    ['{"pages":"x"}', '/options/pages'],
    ['{"model":"gpt-5"}', '/options/model'],
    ['{"strong_model":"gpt-5"}', '/options/strong_model'],
    ['{"lane":"auto","deadline":"2020-01-01T00:00:00Z"}', '/options/deadline'],
    ['{"lane":"batch","deadline":"2030-01-01T00:00:00Z"}', '/options/deadline'],
    ['{"colour":"red"}', '/options/colour'],
  ])('options %s in a query or a form', async (options, pointer) => {
    const form = new FormData();
    form.append('file', new Blob([pdf]), 'a.pdf');
    form.append('options', options);
    for (const response of [await postForm(api.url, form), await postPdf(api.url, { options })]) {
      const told = await problemOf(response);
      expect(told).toMatchObject({ status: 400, code: 'invalid_request' });
      expect(told.errors?.map((error) => error.pointer)).toEqual([pointer]);
    }
  });

  test.each(['{"source":', '', '{"since":'])(
    'a body %j that is no JSON, in words',
    async (body) => {
      const headers = { 'content-type': 'application/json' };
      for (const path of ['/v1/documents', '/v1/webhooks/deliveries/replay']) {
        const response = await fetch(`${api.url}${path}`, { method: 'POST', headers, body });
        expect(await problemOf(response)).toMatchObject({
          code: 'invalid_request',
          errors: [{ pointer: '', detail: 'is not JSON' }],
        });
      }
    },
  );

  test.each([
    [{ resolution: 'high' }, /^takes "auto", "pdf" or/],
    [{ resolution: '300' }, /^takes "auto", "pdf" or/],
    [{ metadata: { customer: { id: 1 } } }, /^takes text of at most 512 signs, a number/],
    [{ webhook: { url: 'ftp://example.com' } }, /^takes an address that begins with https:/],
    [{ webhook: { url: 'example.com' } }, /^takes an address that begins with https:/],
  ])('options %j by what the field takes', async (options, words) => {
    const told = await problemOf(await postPdf(api.url, { options: JSON.stringify(options) }));
    expect(told.errors).toHaveLength(1);
    expect(told.errors?.[0]?.detail).toMatch(words);
  });

  test.each([
    ['application/pdf', '?preset=invoice', '/preset', /go as JSON into the query/],
    ['image/png', '?options={}&pages=1', '/pages', /go as JSON into the query/],
    ['application/json', '?options={}', '/options', /send the options with the files/],
    ['multipart/form-data; boundary=x', '?options={}', '/options', /with the files/],
  ])('parameters of %s that nobody hears: %s', async (type, query, pointer, words) => {
    const sent = await fetch(`${api.url}/v1/documents${query}`, {
      method: 'POST',
      headers: { 'content-type': type },
      body: pdf,
    });
    const told = await problemOf(sent);
    expect(told).toMatchObject({ status: 400, code: 'invalid_request', errors: [{ pointer }] });
    expect(told.errors?.[0]?.detail).toMatch(words);
  });

  test('two sets of options, of which one would be left unheard', async () => {
    const json = new Blob(['{"priority":1}'], { type: 'application/json' });
    for (const second of ['{"priority":1}', json]) {
      const form = new FormData();
      form.append('file', new Blob([pdf]), 'a.pdf');
      form.append('options', '{"pages":"1"}');
      if (typeof second === 'string') form.append('options', second);
      else form.append('options', second, 'options.json');
      expect(await problemOf(await postForm(api.url, form))).toMatchObject({
        status: 400,
        errors: [{ pointer: '/options', detail: 'is there twice: send one' }],
      });
    }
    const query = '?options={}&options={}';
    const headers = { 'content-type': 'application/pdf' };
    const sent = await fetch(`${api.url}/v1/documents${query}`, {
      method: 'POST',
      headers,
      body: pdf,
    });
    expect(await problemOf(sent)).toMatchObject({
      errors: [{ pointer: '/options', detail: 'is there twice: send one' }],
    });
  });

  test('a form without a file, or with an empty one, or with other fields', async () => {
    const empty = new FormData();
    empty.append('options', '{}');
    expect(await problemOf(await postForm(api.url, empty))).toMatchObject({ code: 'empty_upload' });
    const hollow = new FormData();
    hollow.append('file', new Blob([]), 'nothing.pdf');
    expect(await problemOf(await postForm(api.url, hollow))).toMatchObject({
      code: 'empty_upload',
    });
    for (const value of [new Blob([pdf]), 'text']) {
      const other = new FormData();
      if (typeof value === 'string') other.append('document', value);
      else other.append('document', value, 'a.pdf');
      expect(await problemOf(await postForm(api.url, other))).toMatchObject({
        status: 400,
        errors: [{ pointer: '/document' }],
      });
    }
  });

  test('an empty body, a type that is none of ours, and none at all', async () => {
    expect(await problemOf(await postPdf(api.url, { body: Buffer.alloc(0) }))).toMatchObject({
      status: 400,
      code: 'empty_upload',
    });
    for (const type of ['text/html', 'application/xml', '']) {
      const response = await postPdf(api.url, { headers: { 'content-type': type } });
      expect(await problemOf(response)).toMatchObject({ code: 'unsupported_media_type' });
    }
  });

  test('a body that is compressed', async () => {
    const response = await postPdf(api.url, { headers: { 'content-encoding': 'gzip' } });
    expect(await problemOf(response)).toMatchObject({
      status: 415,
      detail: 'content-encoding gzip',
    });
  });

  test.each([
    ['without a boundary', 'multipart/form-data', 'anything'],
    [
      'that ends in the middle',
      'multipart/form-data; boundary=b',
      '--b\r\ncontent-disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.7',
    ],
    ['with no part', 'multipart/form-data; boundary=b', 'nothing'],
    ['with another boundary', 'multipart/form-data; boundary=b', '--c\r\n\r\nx\r\n--c--\r\n'],
  ])('a form %s', async (_what, type, body) => {
    const response = await postPdf(api.url, {
      body: Buffer.from(body),
      headers: { 'content-type': type },
    });
    expect((await problemOf(response)).status).toBe(400);
    await untilNothingIncoming();
  });

  test('a source that cannot be fetched, or must not be', async () => {
    const url = 'http://user:password@127.0.0.1/a.pdf';
    expect(
      await problemOf(await postJson(api.url, { source: { type: 'url', url } })),
    ).toMatchObject({ status: 422, code: 'source_not_allowed' });
    const nobody = 'http://no-such-name.invalid/a.pdf';
    expect(
      await problemOf(await postJson(api.url, { source: { type: 'url', url: nobody } })),
    ).toMatchObject({ status: 422, code: 'source_unreachable' });
  });

  test('what never becomes a request: headers that are too large, and what is no HTTP', async () => {
    const large = `GET /healthz HTTP/1.1\r\nhost: localhost\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`;
    const lines = 'POST /v1/documents HTTP/1.1\r\nhost: localhost\r\n';
    const twice = `${lines}content-length: 1\r\ncontent-length: 2\r\n\r\n{}`;
    for (const [bytes, status, code] of [
      [large, 431, 'headers_too_large'],
      [twice, 400, 'invalid_request'],
      ['no HTTP\r\n\r\n', 400, 'invalid_request'],
    ] as const) {
      expect(await problemOf(await answerTo(bytes))).toMatchObject({ status, code });
    }
  });

  test('an address that is none', async () => {
    for (const path of ['/', '/v1', '/v1/nothing', '/v1/documents/x/y/z', '/v2/documents']) {
      expect(await problemOf(await fetch(`${api.url}${path}`))).toMatchObject({ status: 404 });
    }
    expect((await problemOf(await fetch(`${api.url}/v1/documents/%ff`))).status).toBe(400);
  });
});

/** What comes back for bytes that no HTTP client would send. */
async function answerTo(bytes: string): Promise<Response> {
  const { hostname, port } = new URL(api.url);
  const socket = connect(Number(port), hostname);
  socket.write(bytes);
  const [head = '', body] = (await text(socket)).split('\r\n\r\n');
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers = new Headers();
  for (const line of lines)
    headers.append(line.slice(0, line.indexOf(':')), line.split(': ')[1] ?? '');
  return new Response(body, { status: Number(statusLine.split(' ')[1]), headers });
}

async function untilNothingIncoming(): Promise<void> {
  const deadline = performance.now() + 10_000;
  while ((await api.incoming()).length > 0) {
    if (performance.now() > deadline) throw new Error('something is half received');
    await sleep(20);
  }
}

describe('without keys, a web page elsewhere', () => {
  test('cannot have a browser spend money here', async () => {
    const response = await postPdf(api.url, { headers: { 'sec-fetch-site': 'cross-site' } });
    expect(await problemOf(response)).toMatchObject({ status: 403, code: 'forbidden' });
  });

  test('cannot read documents under a name that was made to lead here', async () => {
    const answer = await new Promise<number | undefined>((resolve, reject) => {
      const asked = get(`${api.url}/v1/documents`, { headers: { host: 'evil.example' } });
      asked.once('response', ({ statusCode }) => resolve(statusCode)).once('error', reject);
    });
    expect(answer).toBe(403);
  });
});

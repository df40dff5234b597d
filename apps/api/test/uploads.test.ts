import { readFileSync, writeFileSync } from 'node:fs';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { type PrivateRedis, startPrivateRedis } from '@quire/testkit';
import { postPdf, startTestApi, type TestApi } from './start-test-api.ts';

jest.setTimeout(120_000);

const MB = 1024 * 1024;
const FORM_HEAD =
  '--b\r\ncontent-disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.7\n';

let redis: PrivateRedis;
let large: TestApi;
let small: TestApi;

beforeAll(async () => {
  redis = await startPrivateRedis();
  large = await startTestApi(redis.url, { QUIRE_MAX_UPLOAD_MB: '600' });
  small = await startTestApi(redis.url, { QUIRE_MAX_UPLOAD_MB: '1' });
});

afterAll(async () => {
  await Promise.all([large.stop(), small.stop()]);
  await redis.stop();
});

describe('an upload', () => {
  test.each([
    ['raw', 'application/pdf', '%PDF-1.7\n', ''],
    ['as a form', 'multipart/form-data; boundary=b', FORM_HEAD, '\r\n--b--\r\n'],
  ])('of 500 MB, %s, raises memory by less than 50 MB', async (_how, type, head, tail) => {
    const send = async (bytes: number): Promise<void> => {
      const upload = open(large, type);
      const answering = answerTo(upload);
      upload.write(head);
      await pour(upload, bytes);
      upload.end(tail);
      expect(await answering).toMatchObject({ status: 202 });
    };
    // The first request of all loads and compiles what every request needs, however small.
    await send(MB);
    // Its most so far is of its start, and no upload's: from here on it is counted anew (proc(5), `clear_refs`).
    writeFileSync(`/proc/${large.process.pid}/clear_refs`, '5');
    const before = memoryMb(large, 'VmRSS');
    await send(500 * MB);
    expect(memoryMb(large, 'VmHWM') - before).toBeLessThan(50);
    expect(await large.incoming()).toEqual([]);
  });

  test.each([
    ['raw', 'application/pdf', '%PDF-1.7\n'],
    ['as a form', 'multipart/form-data; boundary=b', FORM_HEAD],
  ])(
    'that grows too large, %s, is told so while it is still sent, and leaves nothing',
    async (_how, type, head) => {
      const upload = open(small, type);
      const answering = answerTo(upload);
      upload.write(head);
      void pour(upload, 100 * MB);
      expect(await answering).toMatchObject({ status: 413, body: { code: 'upload_too_large' } });
      upload.destroy();
      await untilEmpty(small);
    },
  );

  test('that was refused while it was sent leaves the api alive', async () => {
    const upload = open(small, 'application/pdf');
    const answering = answerTo(upload);
    upload.write('%PDF-1.7\n');
    await pour(upload, 3 * MB);
    upload.end();
    expect(await answering).toMatchObject({ status: 413 });
    // What is still sent after a refusal is cut off a second later, if there is anything to cut.
    await sleep(1_500);
    expect((await fetch(`${small.url}/healthz`)).status).toBe(200);
  });

  test('that says beforehand that it is too large is not even begun', async () => {
    const upload = open(small, 'application/pdf', { 'content-length': String(3 * MB) });
    const answering = answerTo(upload);
    upload.flushHeaders();
    expect(await answering).toMatchObject({ status: 413, body: { code: 'upload_too_large' } });
    upload.destroy();
  });

  test('in many files is too large when they are so together', async () => {
    const upload = open(small, 'multipart/form-data; boundary=b');
    const answering = answerTo(upload);
    for (let part = 0; part < 3; part += 1) {
      upload.write(FORM_HEAD);
      await pour(upload, 0.5 * MB);
      upload.write('\r\n');
    }
    upload.end('--b--\r\n');
    expect(await answering).toMatchObject({ status: 413 });
    await untilEmpty(small);
  });

  test.each([
    ['raw', 'application/pdf', '%PDF-1.7\n'],
    ['as a form', 'multipart/form-data; boundary=b', FORM_HEAD],
  ])('that breaks off, %s, leaves nothing half received', async (_how, type, head) => {
    const upload = open(large, type);
    const failing = answerTo(upload).catch(String);
    upload.write(head);
    await pour(upload, 2 * MB);
    await until(async () => (await large.incoming()).length === 1);
    upload.destroy();
    await failing;
    await untilEmpty(large);
    expect((await postPdf(large.url)).status).toBe(202);
  });

  test('of a form whose first file is wrong leaves nothing of the second', async () => {
    const upload = open(large, 'multipart/form-data; boundary=b');
    const answering = answerTo(upload);
    upload.write(FORM_HEAD.replace('%PDF-1.7\n', 'no document'));
    upload.write(`\r\n${FORM_HEAD}`);
    await pour(upload, 1 * MB);
    expect(await answering).toMatchObject({ status: 415 });
    upload.destroy();
    await untilEmpty(large);
  });

  test('of a form with a wrong field is told so while more is sent', async () => {
    for (let times = 0; times < 5; times += 1) {
      const upload = open(large, 'multipart/form-data; boundary=b');
      const answering = answerTo(upload);
      upload.write('--b\r\ncontent-disposition: form-data; name="other"\r\n\r\ntext\r\n--b\r\n');
      void pour(upload, 5 * MB);
      expect(await answering).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
      upload.destroy();
    }
  });

  test('by many clients at once is as good as by one', async () => {
    const uploads = Array.from({ length: 20 }, async () => {
      const upload = open(large, 'application/pdf');
      const answering = answerTo(upload);
      upload.write('%PDF-1.7\n');
      await pour(upload, 1 * MB);
      upload.end();
      return answering;
    });
    for (const answer of await Promise.all(uploads)) expect(answer.status).toBe(202);
    expect(await large.incoming()).toEqual([]);
  });
});

function open(api: TestApi, type: string, headers: Record<string, string> = {}): ClientRequest {
  const upload = request(`${api.url}/v1/documents`, {
    method: 'POST',
    agent: false,
    headers: { 'content-type': type, ...headers },
  });
  // What is still being sent when the answer comes may meet a closed door.
  upload.on('error', () => undefined);
  return upload;
}

async function answerTo(upload: ClientRequest): Promise<{ status: number; body: unknown }> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    upload.once('response', resolve);
    upload.once('error', reject);
    upload.once('close', () => reject(new Error('closed without an answer')));
  });
  const body: unknown = JSON.parse(await text(response));
  return { status: response.statusCode ?? 0, body };
}

/** Writes so many bytes, as fast as they are taken; stops when nobody takes them any more. */
async function pour(upload: ClientRequest, bytes: number): Promise<void> {
  const piece = Buffer.alloc(64 * 1024);
  const closed = new Promise<void>((resolve) => upload.once('close', resolve));
  for (let left = bytes; left > 0 && !upload.destroyed; left -= piece.length) {
    if (upload.write(piece.subarray(0, Math.min(left, piece.length)))) continue;
    const drained = new Promise<void>((resolve) => upload.once('drain', resolve));
    await Promise.race([drained, closed]);
  }
}

function memoryMb({ process: { pid } }: TestApi, field: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1024;
}

function untilEmpty(api: TestApi): Promise<void> {
  return until(async () => (await api.incoming()).length === 0);
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 15_000;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error('it did not come true');
    await sleep(20);
  }
}

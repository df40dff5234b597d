import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { freePort } from '@quire/testkit';
import { createQuireClient, type QuireClient, QuireError } from '../src/index.ts';
import { type Answers, type Asked, say, someDocument, startAnswers } from '@quire/testkit';

let answers: Answers | undefined;

afterEach(async () => {
  await answers?.stop();
  answers = undefined;
});

async function clientOf(
  answer: (asked: Asked, response: ServerResponse) => void,
  apiKey?: string,
): Promise<QuireClient> {
  answers = await startAnswers(answer);
  return createQuireClient({ baseUrl: answers.url, apiKey });
}

async function errorOf(work: Promise<unknown>): Promise<QuireError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof QuireError) return error;
  throw new Error('no QuireError was thrown', { cause: error });
}

const unavailable = { code: 'redis_unavailable', title: 'Redis does not answer.', status: 503 };

describe('submitting', () => {
  test('sends files and blobs as one form, names and bytes unharmed', async () => {
    const client = await clientOf((_asked, response) => say(response, 202, someDocument()));
    const folder = await mkdtemp(join(tmpdir(), 'quire-client-'));
    const path = join(folder, 'März "1".pdf');
    // More than is read at a time.
    const bytes = Buffer.alloc(2_500_000, 'Quire');
    await writeFile(path, bytes);
    await client.submit([path, new File(['two'], 'two.png')], { pages: '1-2' });
    await rm(folder, { recursive: true });
    const [asked] = answers?.asked ?? [];
    expect(asked?.headers['content-length']).toBe(String(asked?.body.length));
    const form = await new Response(new Uint8Array(asked?.body ?? []), {
      headers: { 'content-type': asked?.headers['content-type'] ?? '' },
    }).formData();
    expect(form.get('options')).toBe('{"pages":"1-2"}');
    const [one, two] = form.getAll('file');
    if (!(one instanceof File) || !(two instanceof File)) throw new Error('two files were sent');
    expect([one.name, two.name]).toEqual(['März "1".pdf', 'two.png']);
    expect(Buffer.from(await one.arrayBuffer()).equals(bytes)).toBe(true);
    expect(await two.text()).toBe('two');
  });

  test('sends a source as JSON beside its options', async () => {
    const client = await clientOf((_asked, response) => say(response, 202, someDocument()), 'k-1');
    await client.submit({ type: 'url', url: 'https://x.example/a.pdf' }, { max_pages: 3 });
    const [asked] = answers?.asked ?? [];
    expect(asked?.headers).toMatchObject({
      'content-type': 'application/json',
      authorization: 'Bearer k-1',
    });
    expect(asked?.body.toString()).toBe(
      '{"source":{"type":"url","url":"https://x.example/a.pdf"},"max_pages":3}',
    );
  });

  test('a new budget with a retry, as JSON, and nothing with one without', async () => {
    const client = await clientOf((_asked, response) => say(response, 202, someDocument()));
    await client.retry('doc_1', { budget_usd: 2.5 });
    await client.retry('doc_1');
    const bodies = answers?.asked.map(({ body }) => body.toString());
    expect(bodies).toEqual(['{"budget_usd":2.5}', '']);
  });

  test('again after a refusal and a lost answer uses the same key, so it makes one document', async () => {
    const client = await clientOf(({ n }, response) => {
      if (n === 1) say(response, 503, unavailable, { 'retry-after': '0' });
      else if (n === 2) response.destroy();
      else say(response, 202, someDocument());
    });
    expect(await client.submit(new Blob(['%PDF-1.4']))).toMatchObject({ id: 'doc_1' });
    const keys = answers?.asked.map(({ headers }) => headers['idempotency-key']);
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
    expect(answers?.asked[0]?.body.length).toBeGreaterThan(100);
    expect(answers?.asked[2]?.body).toEqual(answers?.asked[0]?.body);
  });

  test('does not wait longer than it has patience', async () => {
    const client = await clientOf((_asked, response) =>
      say(response, 503, unavailable, { 'retry-after': '30' }),
    );
    const error = await errorOf(client.submit(new Blob(['x'])));
    expect(error).toMatchObject({ code: 'redis_unavailable', retryAfterMs: 30_000 });
    expect(answers?.asked).toHaveLength(1);
  });

  test('of a path that is no file sends nothing', async () => {
    const client = await clientOf((_asked, response) => say(response, 202, someDocument()));
    expect((await errorOf(client.submit('/no/such.pdf'))).code).toBe('file_unreadable');
    expect((await errorOf(client.submit(tmpdir()))).detail).toContain('is not a file');
    expect(answers?.asked).toHaveLength(0);
  });
});

describe('an error', () => {
  test('carries what the problem says', async () => {
    const client = await clientOf((_asked, response) =>
      say(response, 400, {
        type: 'urn:quire:failure:invalid_request',
        title: 'Mend it.',
        status: 400,
        detail: '/options/pages: takes a list',
        code: 'invalid_request',
        errors: [{ pointer: '/options/pages', detail: 'takes a list' }],
      }),
    );
    expect(await errorOf(client.submit(new Blob(['x'])))).toMatchObject({
      code: 'invalid_request',
      status: 400,
      detail: 'Mend it. (/options/pages: takes a list)',
      errors: [{ pointer: '/options/pages', detail: 'takes a list' }],
    });
  });

  test('says where it looked when nobody is there', async () => {
    const baseUrl = `http://127.0.0.1:${await freePort()}`;
    const error = await errorOf(createQuireClient({ baseUrl }).status());
    expect(error).toMatchObject({ code: 'unreachable', status: null });
    expect(error.detail).toBe(
      `No answer from ${baseUrl}/ (ECONNREFUSED): is Quire running there, and is QUIRE_URL right?`,
    );
  });

  test('names an answer that is not of Quire', async () => {
    const client = await clientOf(({ path }, response) => {
      if (path === '/v1/status') response.writeHead(200).end('<h1>It works!</h1>');
      else if (path.startsWith('/v1/documents/doc_1')) say(response, 200, { hello: 'world' });
      else response.writeHead(502).end('<h1>Bad gateway</h1>');
    });
    expect((await errorOf(client.status())).code).toBe('unexpected_answer');
    expect((await errorOf(client.document('doc_1'))).code).toBe('unexpected_answer');
    expect(await errorOf(client.list())).toMatchObject({ code: 'unexpected_answer', status: 502 });
  });

  test('of a redirect says where to, and the key goes nowhere', async () => {
    const client = await clientOf((_asked, response) => {
      response.writeHead(308, { location: 'https://elsewhere.example/' }).end();
    }, 'k-1');
    expect((await errorOf(client.status())).detail).toContain('https://elsewhere.example/');
    expect(answers?.asked).toHaveLength(1);
  });

  test('never shows the key', () => {
    const settings = { baseUrl: 'http://x.example', apiKey: 'secret\n' };
    expect(() => createQuireClient(settings)).toThrow(/^apiKey takes visible ASCII/);
  });
});

function page(n: number): string {
  return JSON.stringify({ page: n, verdict: 'ok', text: 'ü' });
}

describe('a result', () => {
  test('comes page by page, wherever the line is cut', async () => {
    const lines = Buffer.from(`${page(1)}\n${page(2)}\n`);
    const client = await clientOf((_asked, response) => {
      const cut = lines.indexOf('ü') + 1;
      response.write(lines.subarray(0, cut));
      setTimeout(() => response.end(lines.subarray(cut)), 30);
    });
    const pages = [];
    for await (const one of client.result('doc_1', { format: 'ndjson', partial: true })) {
      pages.push([one.page, one.text]);
    }
    expect(pages).toEqual([
      [1, 'ü'],
      [2, 'ü'],
    ]);
    expect(answers?.asked[0]?.path).toBe('/v1/documents/doc_1/result?format=ndjson&partial=1');
  });

  test('that breaks off is an error, not a short list', async () => {
    const client = await clientOf((_asked, response) => {
      response.write(`${page(1)}\n`);
      setTimeout(() => response.destroy(), 30);
    });
    const pages: number[] = [];
    const read = async (): Promise<void> => {
      for await (const one of client.result('doc_1', { format: 'ndjson' })) pages.push(one.page);
    };
    expect((await errorOf(read())).code).toBe('unreachable');
    expect(pages).toEqual([1]);
  });

  test('of an id that would be another path is not asked for', async () => {
    const client = await clientOf((_asked, response) => say(response, 200, {}));
    expect((await errorOf(client.document('..'))).code).toBe('document_not_found');
    expect(answers?.asked).toHaveLength(0);
  });
});

describe('waiting', () => {
  test('tells of each change, and sits out a server that is away', async () => {
    const steps = ['queued', 'queued', 'away', 'processing', 'completed'];
    const client = await clientOf(({ path }, response) => {
      if (path.includes('/events')) return say(response, 404, { code: 'route_not_found' });
      const status = steps.shift();
      if (status === 'away') response.destroy();
      else say(response, 200, someDocument({ status }));
    });
    const seen: string[] = [];
    const troubles: string[] = [];
    const end = await client.waitFor('doc_1', {
      pollMs: 10,
      onChange: ({ status }) => seen.push(status),
      onTrouble: ({ code }) => troubles.push(code),
    });
    expect(end.status).toBe('completed');
    expect(seen).toEqual(['queued', 'processing', 'completed']);
    expect(troubles).toEqual(['unreachable']);
  });

  test('ends when the server stays away, and at once when there is nothing to wait for', async () => {
    const client = await clientOf(({ path }, response) =>
      path.endsWith('doc_1')
        ? say(response, 503, unavailable)
        : say(response, 404, { code: 'document_not_found', title: 'There is none.' }),
    );
    const away = client.waitFor('doc_1', { pollMs: 5, patienceMs: 60 });
    expect((await errorOf(away)).code).toBe('redis_unavailable');
    expect((await errorOf(client.waitFor('doc_2'))).code).toBe('document_not_found');
  });

  test('ends with the reason of its signal', async () => {
    const client = await clientOf((_asked, response) => say(response, 200, someDocument()));
    const stop = new AbortController();
    const reason = new Error('enough');
    setTimeout(() => stop.abort(reason), 40);
    await expect(client.waitFor('doc_1', { signal: stop.signal })).rejects.toBe(reason);
  });
});

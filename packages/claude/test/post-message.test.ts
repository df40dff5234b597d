import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import Anthropic from '@anthropic-ai/sdk';
import { expect, test } from '@jest/globals';
import { createClaude } from '../src/index.ts';
import { aRequest } from './a-request.ts';

const DEADLINE_MS = 20_000;

/** All of a request but how its connection is to go on. */
async function described(request: IncomingMessage): Promise<Record<string, unknown>> {
  const { connection: _other, ...headers } = request.headers;
  return { method: request.method, url: request.url, headers, body: await text(request) };
}

test('a call is sent exactly as the SDK would send it', async () => {
  const received: Record<string, unknown>[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    received.push(await described(request));
    response.setHeader('content-type', 'application/json').end('{"content":[]}');
  };
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const baseUrl = `http://127.0.0.1:${port}`;
  const claude = createClaude({ apiKey: 'sk-test', baseUrl, deadlineMs: DEADLINE_MS });
  const never = new AbortController().signal;
  await claude.call(aRequest(), never);
  await claude.call(aRequest(), never);
  await claude.close();

  const headersAsSent: [string, string][] = [];
  const sdk = new Anthropic({
    apiKey: 'sk-test',
    baseURL: baseUrl,
    maxRetries: 0,
    fetch: (url, init) => {
      headersAsSent.push(...new Headers(init?.headers));
      return fetch(url, init);
    },
  });
  await sdk.messages.create(aRequest(), { timeout: DEADLINE_MS });
  server.closeAllConnections();
  server.close();

  const [first, second, bySdk] = received;
  expect(second).toEqual(first);
  // Node's own fetch adds some: what the SDK gave it counts.
  expect(first).toMatchObject({
    ...bySdk,
    headers: Object.fromEntries(headersAsSent),
  });
});

test('where the SDK makes no request of a call, nothing was sent', async () => {
  const baseUrl = 'http://127.0.0.1:1';
  // A deadline is told in whole milliseconds.
  const claude = createClaude({ apiKey: 'sk-test', baseUrl, deadlineMs: 700.5 });
  const call = () => claude.call(aRequest(), new AbortController().signal);
  expect([await call(), await call()]).toMatchObject([{ kind: 'free' }, { kind: 'free' }]);
  await claude.close();
});

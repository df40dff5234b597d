import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type ClaudeSim, startClaudeSim } from '@quire/claude-sim';
import { promptTokens } from '@quire/domain';
import { type Claude, createClaude, findModel, pageRequest } from '../src/index.ts';
import { data, picture, text } from './a-request.ts';

const NEVER = new AbortController().signal;
const model = findModel('claude-haiku-5-5');

let sim: ClaudeSim;
let claude: Claude;

beforeAll(async () => {
  sim = await startClaudeSim({ engine: 'digest', latencyMs: 0, tokensPerSecond: 0 });
});

beforeEach(() => {
  sim.setFaults([]);
  sim.clearAudit();
  claude = aClaude();
});

afterAll(() => sim.stop());

describe('a prompt', () => {
  test.each([
    [text, 1],
    [data, 1],
    [data, 3],
  ])('counted without its pictures costs what is billed with them: %#', async (prompt, parts) => {
    const counted = await claude.countPrompt({ model, prompt, parts });
    const pictures = Array.from({ length: parts }, () => picture);
    const request = pageRequest({ model, pictures, prompt, maxTokens: 1_000 });
    const outcome = await claude.call(request, NEVER);
    if (outcome.kind !== 'accepted' || !outcome.answer.usage) throw new Error('no usage');
    expect(counted.isExact).toBe(true);
    expect(counted.tokens + parts * 4).toBe(promptTokens(outcome.answer.usage));
    await claude.close();
  });

  test('is counted once for each model, however many pages ask at a time', async () => {
    const ask = async (id: string): Promise<unknown> =>
      Promise.all(
        Array.from({ length: 20 }, () =>
          claude.countPrompt({ model: findModel(id), prompt: text, parts: 1 }),
        ),
      );
    await ask('claude-haiku-5-5');
    await ask('claude-sonnet-4-6');
    await ask('claude-haiku-5-5');
    expect(sim.audit().requests.map(({ endpoint }) => endpoint)).toEqual([
      'count_tokens',
      'count_tokens',
    ]);
    await claude.close();
  });

  test('that was counted by another process is not counted again', async () => {
    const known = new Map<string, number>();
    const sharedCounts = {
      get: async (key: string) => known.get(key) ?? null,
      put: async (key: string, tokens: number) => void known.set(key, tokens),
    };
    const one = aClaude({ sharedCounts });
    const other = aClaude({ sharedCounts });
    const first = await one.countPrompt({ model, prompt: text, parts: 1 });
    expect(await other.countPrompt({ model, prompt: text, parts: 1 })).toEqual(first);
    expect(sim.audit().requests).toHaveLength(1);
    await Promise.all([one.close(), other.close(), claude.close()]);
  });

  test('is guessed while the API does not count, and a store that is away costs nothing', async () => {
    sim.setFaults([{ fault: 'overloaded', endpoints: ['count_tokens'] }]);
    const lone = aClaude({ sharedCounts: { get: away, put: away } });
    const guess = await lone.countPrompt({ model, prompt: text, parts: 1 });
    expect(guess).toEqual({ tokens: expect.any(Number), isExact: false });
    expect(guess.tokens).toBeGreaterThan(4);
    await lone.countPrompt({ model, prompt: text, parts: 1 });
    expect(sim.audit().requests).toHaveLength(1);
    await Promise.all([lone.close(), claude.close()]);
  });
});

describe('a model that is gone', () => {
  test('halts its lane with the name of its successor', async () => {
    sim.setFaults([{ fault: 'model_not_found' }]);
    const old = findModel('claude-haiku-4-5');
    const request = pageRequest({ model: old, pictures: [picture], prompt: text, maxTokens: 100 });
    expect(await claude.call(request, NEVER)).toMatchObject({
      kind: 'free',
      blame: 'halt',
      code: 'claude_model_unknown',
      detail: `model: ${old.id}; its successor is claude-haiku-5-5`,
    });
    await claude.close();
  });

  test('has no price, and what is said of it names its successor', () => {
    for (const gone of ['claude-sonnet-4-5', 'claude-sonnet-4-20250514']) {
      expect(() => findModel(gone)).toThrow(/its successor is claude-sonnet-5-5/);
    }
    expect(() => findModel('claude-sonnet-9')).not.toThrow(/successor/);
  });
});

describe('a model that is looked up', () => {
  test('tells how long it lives', async () => {
    expect(await claude.lookUpModel('claude-haiku-5-5')).toEqual({
      kind: 'found',
      lifecycle: 'active',
      retiresAtMs: null,
    });
    expect(await claude.lookUpModel('claude-sonnet-4-5-20250929')).toMatchObject({
      kind: 'found',
      lifecycle: 'deprecated',
      retiresAtMs: Date.parse('2026-11-30T00:00:00Z'),
      successor: 'claude-sonnet-5-5',
    });
    expect(await claude.lookUpModel('claude-sonnet-4-20250514')).toMatchObject({
      lifecycle: 'retired',
      successor: 'claude-sonnet-5-5',
    });
    await claude.close();
  });

  test('through a gateway that has no such route is not called unknown', async () => {
    const gateway = await anApi((response) => response.writeHead(404).end('<h1>Not Found</h1>'));
    const behind = aClaude({ baseUrl: gateway.url });
    expect(await behind.lookUpModel('claude-haiku-5-5')).toEqual({
      kind: 'unknown',
      detail: expect.stringMatching(/^no GET \/v1\/models\/claude-haiku-5-5 there: .*Not Found/),
    });
    await behind.close();
    gateway.close();
  });

  test('and is not there, or must not be used, says so by its code', async () => {
    expect(await claude.lookUpModel('claude-haiku-99')).toEqual({ kind: 'not-found' });
    const stranger = await anApi((response) => response.writeHead(401).end('{}'));
    const rejected = aClaude({ baseUrl: stranger.url });
    expect(await rejected.lookUpModel('claude-haiku-5-5')).toEqual({ kind: 'key-rejected' });
    await rejected.close();
    stranger.close();
    await claude.close();
  });
});

test('calls share two connections more than may be in flight, and reuse them', async () => {
  const busy = await anApi((response) => setTimeout(() => response.writeHead(529).end('{}'), 20));
  const few = aClaude({ baseUrl: busy.url, concurrency: 2 });
  const request = pageRequest({ model, pictures: [picture], prompt: text, maxTokens: 100 });
  const outcomes = await Promise.all(Array.from({ length: 40 }, () => few.call(request, NEVER)));
  expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['free']));
  expect(busy.connections()).toBe(4);
  await Promise.all([few.close(), claude.close()]);
  busy.close();
});

interface Api {
  readonly url: string;
  /** Connections that were ever made to it. */
  connections(): number;
  close(): void;
}

async function anApi(answer: (response: ServerResponse) => unknown): Promise<Api> {
  let connections = 0;
  const server = createServer((request, response) => {
    request.resume().once('end', () => answer(response));
  });
  server.on('connection', () => (connections += 1));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return {
    url: `http://127.0.0.1:${address.port}`,
    connections: () => connections,
    close: () => server.close(),
  };
}

async function away(): Promise<never> {
  throw new Error('away');
}

function aClaude(more: Partial<Parameters<typeof createClaude>[0]> = {}): Claude {
  return createClaude({ apiKey: 'sk-test', baseUrl: sim.url, deadlineMs: 10_000, ...more });
}

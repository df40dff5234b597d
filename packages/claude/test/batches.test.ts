import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from '@jest/globals';
import { startClaudeSim } from '@quire/claude-sim';
import { batchRequest, createClaude, readBatchResult } from '../src/index.ts';
import { readLines } from '../src/batches/read-lines.ts';

const opened: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

const MODEL = 'claude-haiku-5-5';
const params = {
  model: MODEL,
  max_tokens: 100,
  messages: [{ role: 'user' as const, content: 'What is the capital of France?' }],
};
const asked = { model: MODEL, max_tokens: 100 };

/** Claude's API at an address. */
function claudeAt(baseUrl: string) {
  const claude = createClaude({ apiKey: 'sk-test', baseUrl, deadlineMs: 5_000 });
  opened.push(() => claude.close());
  return claude.batches;
}

async function withSim(options: Parameters<typeof startClaudeSim>[0] = {}) {
  const sim = await startClaudeSim({ engine: 'digest', latencyMs: 0, batchS: 0, ...options });
  opened.push(() => sim.stop());
  return claudeAt(sim.url);
}

/** A server of our own, for what the stand-in does not do. @returns its address */
async function serve(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await new Promise((resolve) => {
    server.once('listening', resolve);
  });
  opened.push(async () => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const gathered: Item[] = [];
  for await (const item of items) gathered.push(item);
  return gathered;
}

describe('a batch', () => {
  test('is created in one request, seen in the list, and read line by line', async () => {
    const batches = await withSim();
    const requests = ['a', 'b', 'c'].map((name) => batchRequest(`${name}-p1-f1`, params));
    const created = await batches.create(requests);
    expect(created).toMatchObject({ kind: 'created', batch: { count: 3, hasEnded: false } });
    const id = created.kind === 'created' ? created.batch.id : '';
    while (!(await batches.look(id))?.hasEnded) await new Promise(setImmediate);
    expect(await all(batches.list())).toMatchObject([{ id, count: 3, hasEnded: true }]);
    const lines = await all(batches.results(id));
    expect(lines.map((line) => line?.customId ?? '').toSorted()).toEqual([
      'a-p1-f1',
      'b-p1-f1',
      'c-p1-f1',
    ]);
    for (const line of lines) {
      const read = readBatchResult(line?.result, 'the-name', asked);
      expect(read).toMatchObject({ kind: 'accepted', answer: { requestId: 'the-name' } });
    }
    expect(await batches.look('msgbatch_of_nobody')).toBeNull();
  });

  test.each([
    ['enforced_spend', { kind: 'free', blame: 'halt', code: 'claude_spend_limit' }],
    ['unauthorized', { kind: 'free', blame: 'halt', code: 'claude_key_rejected' }],
    ['rate_limit', { kind: 'free', blame: 'pause', code: 'claude_rate_limited' }],
    ['too_large', { kind: 'free', blame: 'page', code: 'claude_request_too_large' }],
    ['api_error', { kind: 'ambiguous', code: 'claude_server_error' }],
    ['reset_after', { kind: 'ambiguous', code: 'claude_connection_lost' }],
    ['invalid_json', { kind: 'ambiguous', code: 'claude_answer_unreadable' }],
  ] as const)(
    'that meets %s is created once or not, and says which is known',
    async (fault, end) => {
      const batches = await withSim({ faults: [{ fault, endpoints: ['batches'], times: 1 }] });
      expect(await batches.create([batchRequest('a', params)])).toMatchObject(end);
    },
  );
});

describe('results', () => {
  test('are asked for where the batch was, whatever its results_url says', async () => {
    const paths: string[] = [];
    const keys = new Set<string | undefined>();
    const thief = await serve((request, response) => {
      keys.add(request.headers.authorization);
      response.end();
    });
    const url = await serve((request, response) => {
      paths.push(request.url ?? '');
      const counts = { processing: 0, succeeded: 1, errored: 0, canceled: 0, expired: 0 };
      const at = new Date().toISOString();
      const body = {
        id: 'b1',
        processing_status: 'ended',
        created_at: at,
        expires_at: at,
        request_counts: counts,
        results_url: `${thief}/v1/messages/batches/b1/results`,
      };
      const isResults = request.url?.endsWith('/results') ?? false;
      response.end(
        isResults ? '{"custom_id":"a","result":{"type":"expired"}}\n' : JSON.stringify(body),
      );
    });
    const batches = claudeAt(url);
    expect(await batches.look('b1')).toMatchObject({ hasEnded: true });
    expect(await all(batches.results('b1'))).toEqual([
      { customId: 'a', result: { type: 'expired' } },
    ]);
    expect(paths).toEqual(['/v1/messages/batches/b1', '/v1/messages/batches/b1/results']);
    expect(keys.size).toBe(0);
  });

  test('that break off in a line are read up to there, and say so', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write(
        '{"custom_id":"a","result":{"type":"expired"}}\nnonsense\n{"custom_id":"b"',
        () => response.destroy(),
      );
    });
    const read: unknown[] = [];
    const reading = (async () => {
      for await (const line of claudeAt(url).results('b1')) read.push(line);
    })();
    await expect(reading).rejects.toThrow(/terminated|closed|aborted|reset/);
    expect(read).toEqual([{ customId: 'a', result: { type: 'expired' } }, null]);
  });

  test.each([
    ['invalid_request_error', { blame: 'page', code: 'claude_request_rejected' }],
    ['request_too_large', { blame: 'page', code: 'claude_request_too_large' }],
    ['overloaded_error', { blame: 'pause', code: 'claude_overloaded' }],
    ['authentication_error', { blame: 'halt', code: 'claude_key_rejected' }],
    ['not_found_error', { blame: 'halt', code: 'claude_model_unknown' }],
    ['api_error', { blame: 'page', code: 'claude_server_error' }],
    ['timeout_error', { blame: 'page', code: 'claude_server_error' }],
    ['an_error_of_tomorrow', { blame: 'page', code: 'claude_server_error' }],
  ] as const)('that errored with %s cost nothing', (type, refusal) => {
    const error = { type: 'error', error: { type, message: 'no' }, request_id: null };
    const read = readBatchResult({ type: 'errored', error }, 'name', asked);
    expect(read).toMatchObject({ kind: 'free', ...refusal });
  });

  test('that are no message were paid, and are unreadable', () => {
    expect(readBatchResult({ type: 'succeeded', message: 7 }, 'name', asked)).toEqual({
      kind: 'unreadable',
    });
  });
});

test('lines are the same however they come, and one that is too long is none', async () => {
  const text = Buffer.from('ab\n\ncä\nlast');
  for (const size of [1, 2, 3, 100]) {
    const pieces = Array.from({ length: Math.ceil(text.length / size) }, (_, at) =>
      text.subarray(at * size, (at + 1) * size),
    );
    expect(await all(readLines(stream(pieces)))).toEqual(['ab', 'cä', 'last']);
  }
  const long = Buffer.alloc(5 * 1024 * 1024, 'x');
  const lines = await all(readLines(stream([long, long, Buffer.from('\nshort\n')])));
  expect(lines).toEqual([null, 'short']);
});

async function* stream(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces;
}

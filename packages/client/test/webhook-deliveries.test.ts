import { afterEach, describe, expect, test } from '@jest/globals';
import { type Answers, say, startAnswers } from '@quire/testkit';
import { createQuireClient, type QuireClient, QuireError } from '../src/index.ts';

let answers: Answers | undefined;

afterEach(async () => {
  await answers?.stop();
  answers = undefined;
});

/** A server that gives these answers, one after the other. */
async function clientOf(...bodies: readonly object[]): Promise<QuireClient> {
  answers = await startAnswers(({ n, method }, response) =>
    say(response, method === 'POST' ? 202 : 200, bodies[n - 1]),
  );
  return createQuireClient({ baseUrl: answers.url });
}

const asked = (): string[] =>
  answers?.asked.map(({ method, path, body }) => `${method} ${path} ${body.toString()}`.trim()) ??
  [];

const delivery = { id: 'wh_1', status: 'pending', attempts: [] };

describe('deliveries', () => {
  test('are listed as they are asked for', async () => {
    const page = { data: [delivery], next_cursor: null };
    const client = await clientOf(page, page);
    expect(await client.deliveries()).toEqual(page);
    await client.deliveries({ document: 'doc_1', status: 'failed', limit: 5 });
    expect(asked()).toEqual([
      'GET /v1/webhooks/deliveries',
      'GET /v1/webhooks/deliveries?document=doc_1&status=failed&limit=5',
    ]);
  });

  test('are sent again by their id, and by no other path', async () => {
    const client = await clientOf(delivery);
    expect(await client.replay('wh_1')).toEqual(delivery);
    await expect(client.replay('../x')).rejects.toBeInstanceOf(QuireError);
    expect(asked()).toEqual(['POST /v1/webhooks/deliveries/wh_1/replay']);
  });

  test('of a stretch of time are sent again part by part, to the end', async () => {
    const client = await clientOf(
      { replayed: 200, next_cursor: 'wh_7' },
      { replayed: 3, next_cursor: null },
    );
    expect(await client.replaySince({ since: '2026-11-01', status: ['failed'] })).toBe(203);
    const path = 'POST /v1/webhooks/deliveries/replay';
    expect(asked()).toEqual([
      `${path} {"since":"2026-11-01","status":["failed"]}`,
      `${path} {"since":"2026-11-01","status":["failed"],"cursor":"wh_7"}`,
    ]);
  });
});

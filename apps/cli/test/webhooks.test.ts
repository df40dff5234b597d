import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { type Answers, say, someDocument, startAnswers } from '@quire/testkit';
import { runCli } from './run-cli.ts';

// Each run is a process of its own: half a second, and more on a busy machine.
jest.setTimeout(30_000);

let answers: Answers | undefined;

afterEach(async () => {
  await answers?.stop();
  answers = undefined;
});

const failed = {
  id: 'wh_doc_1_completed',
  document: 'doc_1',
  status: 'failed',
  attempts: [{ status_code: 500 }, { status_code: 500 }],
  replays: 1,
  reason: { code: 'webhook_failed', message: 'The receiver answered 500.' },
  next_attempt_at: null,
  url: 'https://a.example/hook?token=…',
};
const pending = {
  ...failed,
  id: 'wh_doc_2_failed',
  status: 'pending',
  attempts: [],
  replays: 0,
  reason: null,
  next_attempt_at: '2026-11-22T10:00:00.000Z',
};

async function serve(...bodies: readonly object[]): Promise<{ readonly QUIRE_URL: string }> {
  answers = await startAnswers(({ n, method }, response) =>
    say(response, method === 'POST' ? 202 : 200, bodies[Math.min(n, bodies.length) - 1]),
  );
  return { QUIRE_URL: answers.url };
}

const asked = (): string[] => answers?.asked.map(({ path }) => path) ?? [];

describe('quire deliveries', () => {
  test('shows each in a line: how it fares, why, what is next, where to', async () => {
    const environment = await serve({ data: [pending, failed], next_cursor: null });
    expect(await runCli(['deliveries'], environment)).toEqual({
      code: 0,
      stderr: '',
      stdout: [
        'wh_doc_2_failed  pending  next 2026-11-22T10:00:00.000Z  https://a.example/hook?token=…\n',
        'wh_doc_1_completed  failed  2 tries  replayed once  ',
        'webhook_failed: The receiver answered 500.  https://a.example/hook?token=…\n',
      ].join(''),
    });
    const words = ['deliveries', 'doc_1', '--status', 'failed', '--json'];
    const { stdout } = await runCli(words, environment);
    expect(JSON.parse(stdout)).toMatchObject({ data: [{ id: pending.id }, { id: failed.id }] });
    expect(asked()[1]).toBe('/v1/webhooks/deliveries?document=doc_1&status=failed&limit=20');
  });

  test.each([
    ['deliveries', '--status', 'done'],
    ['replay'],
    ['replay', 'wh_1', '--since', '2026-11-01'],
  ])('that cannot be meant ends with 2: %s %s', async (...words) => {
    expect(await runCli(words)).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('quire replay', () => {
  test('sends one again, and says how it fares now', async () => {
    const environment = await serve(pending);
    expect(await runCli(['replay', pending.id], environment)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^wh_doc_2_failed {2}pending {2}next /),
    });
    expect(asked()).toEqual([`/v1/webhooks/deliveries/${pending.id}/replay`]);
  });

  test('sends all of a stretch of time again, and says how many', async () => {
    const environment = await serve(
      { replayed: 200, next_cursor: 'wh_9' },
      { replayed: 1, next_cursor: null },
    );
    const words = ['replay', '--since', '2026-11-01', '--until', '2026-11-02T00:00:00Z'];
    expect(await runCli(words, environment)).toMatchObject({
      code: 0,
      stdout: '201 are sent again.\n',
    });
    expect(answers?.asked.map(({ body }) => JSON.parse(body.toString()) as unknown)).toEqual([
      { since: '2026-11-01', until: '2026-11-02T00:00:00Z' },
      { since: '2026-11-01', until: '2026-11-02T00:00:00Z', cursor: 'wh_9' },
    ]);
  });
});

test('quire status names what a webhook of a document came to, and endpoints that are disabled', async () => {
  const webhook = { status: 'failed', deliveries: '/v1/webhooks/deliveries?document=doc_1' };
  const one = await serve(someDocument({ status: 'completed', webhook }));
  expect((await runCli(['status', 'doc_1'], one)).stdout).toContain(
    'its webhook is failed: `quire deliveries doc_1` says more\n',
  );
  await answers?.stop();
  const since = '2026-11-22T10:00:00.000Z';
  const disabled = [{ tenant: 'acme', origin: 'https://a.example', reason: 'webhook_gone', since }];
  const service = { queues: {}, paused: [], budgets: [], documents: { active: 0, oldest: null } };
  const all = await serve({ ...service, webhooks: { disabled } }, { data: [], next_cursor: null });
  expect((await runCli(['status'], all)).stdout).toContain(
    `webhooks to https://a.example are withheld since ${since}: webhook_gone`,
  );
});

test.each([
  [{ id: 'doc_1' }, 'documents   3 on their way, the oldest, doc_1, for 90 s\n'],
  [{ id: null }, "documents   3 on their way, the oldest, another tenant's, for 90 s\n"],
])('quire status names the document that waits longest: %j', async (whose, line) => {
  const oldest = { ...whose, accepted_at: '2026-11-22T10:00:00.000Z', waiting_s: 90 };
  const documents = { active: 3, oldest };
  const service = { queues: {}, paused: [], budgets: [], documents };
  const environment = await serve(service, { data: [], next_cursor: null });
  expect((await runCli(['status'], environment)).stdout).toContain(line);
});

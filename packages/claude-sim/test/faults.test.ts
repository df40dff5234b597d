import { describe, expect, test } from '@jest/globals';
import Anthropic, {
  APIConnectionError,
  APIError,
  AuthenticationError,
  BadRequestError,
  ConflictError,
  InternalServerError,
  NotFoundError,
  PaymentRequiredError,
  PermissionDeniedError,
  RateLimitError,
} from '@anthropic-ai/sdk';
import { faultKinds, type ClaudeSim, type FaultRule } from '../src/index.ts';
import { pageRequest, textOf, withSim } from './with-sim.ts';

const caught = (call: Promise<unknown>): Promise<unknown> =>
  call.catch((thrown: unknown) => thrown);

async function struckBy(rule: FaultRule): Promise<{ thrown: unknown; sim: ClaudeSim }> {
  const { sim, client } = await withSim({ faults: [rule] });
  return { thrown: await caught(client.messages.create(pageRequest())), sim };
}

/** The header of the error, null when there is none. */
async function retryAfter(rule: FaultRule): Promise<unknown> {
  const { thrown } = await struckBy(rule);
  const headers: unknown = Reflect.get(Object(thrown), 'headers');
  return headers instanceof Headers ? headers.get('retry-after') : 'no headers';
}

async function answerTo(rule: FaultRule): Promise<{ message: Anthropic.Message; sim: ClaudeSim }> {
  const { sim, client } = await withSim({ faults: [rule] });
  const request = pageRequest({ thinking: { type: 'disabled' } });
  return { message: await client.messages.create(request), sim };
}

/** Fault, the class the SDK raises, and what it carries. */
const errors: [FaultRule, abstract new (...args: never[]) => Error, object][] = [
  [{ fault: 'rate_limit', retry_after_s: 7 }, RateLimitError, { status: 429, errorCode: null }],
  [{ fault: 'ramp_limit' }, Anthropic.RampLimitExceededError, { errorCode: 'ramp_limit_exceeded' }],
  [{ fault: 'enforced_spend' }, Anthropic.EnforcedSpendLimitReachedError, { status: 429 }],
  [{ fault: 'contract_spend' }, Anthropic.ContractSpendLimitReachedError, { status: 429 }],
  [
    { fault: 'own_spend' },
    BadRequestError,
    { apiMessage: expect.stringMatching(/^You have reached your specified API usage limits/) },
  ],
  [
    { fault: 'workspace_spend' },
    BadRequestError,
    {
      apiMessage: expect.stringMatching(
        /^You have reached your specified workspace API usage limits/,
      ),
    },
  ],
  [{ fault: 'payment_required' }, PaymentRequiredError, { type: 'billing_error' }],
  [{ fault: 'unauthorized' }, AuthenticationError, { type: 'authentication_error' }],
  [{ fault: 'forbidden' }, PermissionDeniedError, { type: 'permission_error' }],
  [{ fault: 'organization_on_hold' }, Anthropic.OrganizationOnHoldError, { status: 400 }],
  [{ fault: 'model_not_found' }, NotFoundError, { apiMessage: 'model: claude-haiku-5-5' }],
  [{ fault: 'request_timeout' }, APIError, { status: 408 }],
  [{ fault: 'conflict' }, ConflictError, { status: 409 }],
  [{ fault: 'too_large' }, APIError, { status: 413, type: null, requestID: null }],
  [{ fault: 'image_dimensions' }, Anthropic.ImageDimensionsTooLargeError, { status: 400 }],
  [
    { fault: 'content_filter' },
    BadRequestError,
    { apiMessage: 'Output blocked by content filtering policy' },
  ],
  [{ fault: 'api_error' }, InternalServerError, { status: 500, type: 'api_error' }],
  [{ fault: 'bad_gateway' }, InternalServerError, { status: 502, type: null }],
  [{ fault: 'unavailable' }, InternalServerError, { status: 503, type: null }],
  [{ fault: 'timeout' }, InternalServerError, { status: 504, type: 'timeout_error' }],
  [{ fault: 'overloaded' }, InternalServerError, { status: 529, type: 'overloaded_error' }],
];

describe('instead of an answer', () => {
  test.each(errors)('$fault raises its own class and costs nothing', async (rule, type, facts) => {
    const { thrown, sim } = await struckBy(rule);
    expect(thrown).toBeInstanceOf(type);
    expect(thrown).toMatchObject(facts);
    const { requests, bill } = sim.audit();
    expect(requests).toMatchObject([{ fault: rule.fault, outcome: 'error', is_billed: false }]);
    expect(bill.micro_usd).toBe(0);
  });

  test('all error faults are in the table above', () => {
    const kinds = Object.entries(faultKinds).filter(([, { stage }]) => stage === 'error');
    expect(errors.map(([{ fault }]) => fault)).toEqual(kinds.map(([kind]) => kind));
  });

  test('only the limits that pass by themselves say when to come back', async () => {
    expect(await retryAfter({ fault: 'rate_limit', retry_after_s: 7 })).toBe('7');
    expect(await retryAfter({ fault: 'ramp_limit' })).toBe('3');
    expect(await retryAfter({ fault: 'enforced_spend' })).toBeNull();
    expect(await retryAfter({ fault: 'contract_spend' })).toBeNull();
  });
});

describe('another answer', () => {
  test('a refusal before any output is free', async () => {
    const { message, sim } = await answerTo({ fault: 'refusal' });
    expect(message).toMatchObject({
      stop_reason: 'refusal',
      content: [],
      stop_details: { type: 'refusal' },
    });
    expect(sim.audit().bill.calls).toBe(0);
  });

  test('a refusal after some is paid for', async () => {
    const { message, sim } = await answerTo({ fault: 'refusal_partial' });
    expect(message.stop_reason).toBe('refusal');
    expect(textOf(message)).toMatch(/^digest/);
    expect(sim.audit().bill.micro_usd).toBeGreaterThan(0);
  });

  test('an empty turn', async () => {
    const { message } = await answerTo({ fault: 'empty_turn' });
    expect(message).toMatchObject({ stop_reason: 'end_turn', content: [] });
  });

  test('one cut off', async () => {
    expect((await answerTo({ fault: 'max_tokens' })).message.stop_reason).toBe('max_tokens');
    const { message } = await answerTo({ fault: 'context_exceeded' });
    expect(message.stop_reason).toBe('model_context_window_exceeded');
  });

  test('a loop', async () => {
    const lines = textOf((await answerTo({ fault: 'looping' })).message).split('\n');
    expect(new Set(lines.slice(-20)).size).toBe(2); // the last may be cut
    expect(lines.length).toBeGreaterThan(20);
  });

  test('an invention', async () => {
    expect(textOf((await answerTo({ fault: 'invented' })).message)).toContain('Northwind Traders');
  });

  test('thought and not said', async () => {
    const { message } = await answerTo({ fault: 'in_thinking' });
    expect(message.content.map(({ type }) => type)).toEqual(['thinking']);
  });

  test('a block and a stop reason nobody knows', async () => {
    expect((await answerTo({ fault: 'unknown_block' })).message.content[0]?.type).toBe('hologram');
    expect((await answerTo({ fault: 'unknown_stop' })).message.stop_reason).toBe('contemplation');
  });

  test('without usage, or with an absurd one, while the bill knows better', async () => {
    expect((await answerTo({ fault: 'missing_usage' })).message.usage).toBeUndefined();
    const { message, sim } = await answerTo({ fault: 'absurd_usage' });
    const [entry] = sim.audit().requests;
    expect(message.usage.output_tokens).toBe((entry?.tokens.output ?? 0) * 1000);
  });

  test('enormous', async () => {
    const { message } = await answerTo({ fault: 'huge_body', size_bytes: 5_000_000 });
    expect(textOf(message).length).toBe(5_000_000);
  });
});

describe('an answer that does not arrive as it should', () => {
  test.each(['reset_after', 'cut_body', 'invalid_json'] as const)(
    '%s is paid for',
    async (fault) => {
      const { thrown, sim } = await struckBy({ fault });
      expect(thrown).toHaveProperty('message');
      expect(sim.audit().bill).toMatchObject({ calls: 1 });
    },
  );

  test('a connection reset before the request was read costs nothing', async () => {
    const { thrown, sim } = await struckBy({ fault: 'reset_before' });
    expect(thrown).toBeInstanceOf(APIConnectionError);
    expect(sim.audit().bill.calls).toBe(0);
    expect(sim.audit().requests).toMatchObject([{ outcome: 'reset', fault: 'reset_before' }]);
  });

  test.each(['hang', 'half_body', 'drip'] as const)(
    '%s outlasts any patience, and is paid for',
    async (fault) => {
      const { sim, client } = await withSim({ faults: [{ fault }] });
      const signal = AbortSignal.timeout(300);
      const thrown = await caught(client.messages.create(pageRequest(), { signal }));
      expect(thrown).toHaveProperty('message');
      expect(sim.audit().bill.calls).toBe(1);
    },
  );
});

describe('a stream', () => {
  test('can end in an error that has no status, and what came before is paid for', async () => {
    const { sim, client } = await withSim({ faults: [{ fault: 'overloaded', mid_stream: true }] });
    const thrown = await caught(client.messages.stream(pageRequest()).finalMessage());
    expect(thrown).toMatchObject({ status: undefined, type: 'overloaded_error' });
    expect(sim.audit().bill.calls).toBe(1);
  });

  test.each(['cut_body', 'reset_after', 'invalid_json'] as const)('%s breaks it', async (fault) => {
    const { client } = await withSim({ faults: [{ fault }] });
    expect(await caught(client.messages.stream(pageRequest()).finalMessage())).toBeInstanceOf(
      Error,
    );
  });
});

test('a plan is set, read and ended over HTTP', async () => {
  const { sim, client } = await withSim();
  const faults = `${sim.url}/sim/faults`;
  const set = (plan: unknown): Promise<Response> =>
    fetch(faults, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(plan),
    });
  expect((await set([{ fault: 'earthquake' }])).status).toBe(400);
  expect((await set([{ fault: 'overloaded', times: 1 }])).status).toBe(200);
  await expect(client.messages.create(pageRequest())).rejects.toMatchObject({ status: 529 });
  await client.messages.create(pageRequest());
  const report: unknown = await (await fetch(faults)).json();
  expect(report).toMatchObject({ plan: [{ seen: 2, struck: 1 }] });
  await set([{ fault: 'overloaded' }]);
  await fetch(faults, { method: 'DELETE' });
  await client.messages.create(pageRequest());
});

import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import {
  type ClaudeSim,
  type FaultKind,
  faultKinds,
  type FaultRule,
  startClaudeSim,
} from '@quire/claude-sim';
import { type Claude, createClaude, findModel } from '../src/index.ts';
import { readAnswer } from '../src/read-answer.ts';
import { aRequest, data } from './a-request.ts';

jest.setTimeout(60_000);

const NEVER = new AbortController().signal;

let sim: ClaudeSim;
let claude: Claude;
/** Gives up soon, for faults that only a deadline ends. */
let hasty: Claude;

beforeAll(async () => {
  sim = await startClaudeSim({ engine: 'digest', latencyMs: 0, tokensPerSecond: 0 });
  const options = { apiKey: 'sk-test', baseUrl: sim.url };
  claude = createClaude({ ...options, deadlineMs: 30_000 });
  hasty = createClaude({ ...options, deadlineMs: 1_500 });
});

beforeEach(() => {
  sim.setFaults([]);
  sim.clearAudit();
});

afterAll(async () => {
  await Promise.all([claude.close(), hasty.close()]);
  await sim.stop();
});

/** What every fault of the stand-in is to be taken for. */
const expected: Record<FaultKind, object> = {
  rate_limit: pause('claude_rate_limited', 3_000),
  ramp_limit: { ...pause('claude_rate_limited', 3_000), blame: 'ramp' },
  enforced_spend: halt('claude_spend_limit'),
  contract_spend: halt('claude_spend_limit'),
  own_spend: halt('claude_spend_limit'),
  workspace_spend: halt('claude_spend_limit'),
  payment_required: halt('claude_spend_limit'),
  unauthorized: halt('claude_key_rejected'),
  forbidden: halt('claude_key_rejected'),
  organization_on_hold: halt('claude_key_rejected'),
  model_not_found: halt('claude_model_unknown'),
  request_timeout: ambiguous('claude_timeout'),
  conflict: ofPage('claude_server_error'),
  too_large: ofPage('claude_request_too_large'),
  image_dimensions: ofPage('claude_request_too_large'),
  content_filter: ofPage('answer_filtered'),
  api_error: ambiguous('claude_server_error'),
  bad_gateway: ambiguous('claude_server_error'),
  unavailable: pause('claude_overloaded', null),
  timeout: ambiguous('claude_timeout'),
  overloaded: pause('claude_overloaded', null),
  reset_before: ambiguous('claude_connection_lost'),
  reset_after: ambiguous('claude_connection_lost'),
  hang: ambiguous('claude_timeout'),
  half_body: ambiguous('claude_timeout'),
  drip: ambiguous('claude_timeout'),
  // A reset may overtake what was sent before it, the headers included.
  cut_body: ambiguous(expect.stringMatching(/^claude_(answer_unreadable|connection_lost)$/)),
  invalid_json: ambiguous('claude_answer_unreadable'),
  huge_body: ambiguous('claude_answer_unreadable'),
  missing_usage: accepted({ usage: null, stopReason: 'end_turn' }),
  absurd_usage: accepted({ usage: null, stopReason: 'end_turn' }),
  unknown_block: accepted({ hasUnknownBlocks: true, text: expect.stringContaining('digest') }),
  unknown_stop: accepted({ stopReason: 'contemplation' }),
  empty_turn: accepted({ text: '', stopReason: 'end_turn' }),
  refusal: accepted({ text: '', stopReason: 'refusal' }),
  refusal_partial: accepted({ stopReason: 'refusal' }),
  max_tokens: accepted({ stopReason: 'max_tokens' }),
  context_exceeded: accepted({ stopReason: 'model_context_window_exceeded' }),
  looping: accepted({ hasUnknownBlocks: false }),
  invented: accepted({ stopReason: 'end_turn' }),
  careless: accepted({ stopReason: 'end_turn' }),
  obeys: accepted({ stopReason: 'end_turn' }),
  in_thinking: accepted({ text: '' }),
  schema_mismatch: accepted({ stopReason: 'end_turn' }),
  batch_expired: accepted({ stopReason: 'end_turn' }),
  batch_canceled: accepted({ stopReason: 'end_turn' }),
};

const endedByDeadline = new Set<FaultKind>(['hang', 'half_body', 'drip']);

describe('a call', () => {
  test('that is answered says what was answered, used and allowed', async () => {
    const outcome = await claude.call(aRequest(), NEVER);
    expect(outcome).toMatchObject({
      kind: 'accepted',
      answer: {
        text: expect.stringMatching(/^digest [0-9a-f]{16} 56x56\n/),
        stopReason: 'end_turn',
        hasUnknownBlocks: false,
        requestId: expect.stringMatching(/^req_/),
      },
      seen: {
        limits: { rpm: 1_000, itpm: 2_000_000, otpm: 400_000 },
        // The stand-in gives back a request each 60 ms: on a busy machine this one as well.
        remaining: { requests: expect.any(Number), inputTokens: 2_000_000, outputTokens: 400_000 },
      },
      requestId: expect.stringMatching(/^req_/),
      tookMs: expect.any(Number),
    });
    const [entry] = sim.audit().requests;
    expect(outcome).toMatchObject({
      answer: {
        requestId: entry?.request_id,
        usage: { inputTokens: entry?.tokens.input, outputTokens: entry?.tokens.output },
      },
    });
  });

  test('has an expectation here for every fault there is', () => {
    expect(Object.keys(expected).toSorted()).toEqual(Object.keys(faultKinds).toSorted());
  });

  test.each(Object.keys(faultKinds).filter(isFaultKind))(
    'that meets %s is taken for what it is, and sent once',
    async (fault) => {
      sim.setFaults([{ fault }]);
      const caller = endedByDeadline.has(fault) ? hasty : claude;
      const outcome = await caller.call(requestFor(fault), NEVER);
      expect(outcome).toMatchObject(expected[fault]);
      expect(sim.audit().requests).toHaveLength(1);
    },
  );

  test.each(['half_body', 'drip', 'hang'] as const)(
    'that meets %s ends at its deadline, not before and not long after',
    async (fault) => {
      sim.setFaults([{ fault }]);
      const startedAt = performance.now();
      const outcome = await hasty.call(aRequest(), NEVER);
      const tookMs = performance.now() - startedAt;
      expect(outcome).toMatchObject({ kind: 'ambiguous', detail: 'no answer in 1500 ms' });
      expect(tookMs).toBeGreaterThan(1_400);
      expect(tookMs).toBeLessThan(8_000);
    },
  );

  test('that the worker lets go of is ambiguous at once', async () => {
    sim.setFaults([{ fault: 'half_body' }]);
    const letGo = new AbortController();
    const calling = claude.call(aRequest(), letGo.signal);
    setTimeout(() => letGo.abort(), 300);
    const outcome = await calling;
    const [entry] = sim.audit().requests;
    expect(outcome).toMatchObject({
      kind: 'ambiguous',
      code: 'claude_timeout',
      detail: 'the worker let go of it',
      requestId: entry?.request_id,
    });
  });

  test('keeps the request id of what was refused, unreadable or never ended', async () => {
    for (const fault of [
      'overloaded',
      'api_error',
      'invalid_json',
      'huge_body',
      'half_body',
      'drip',
    ] as const) {
      sim.setFaults([{ fault }]);
      sim.clearAudit();
      const caller = endedByDeadline.has(fault) ? hasty : claude;
      const outcome = await caller.call(aRequest(), NEVER);
      const [entry] = sim.audit().requests;
      expect(outcome).toMatchObject({ requestId: entry?.request_id });
    }
  });

  test('hands on how long it is asked to wait, an hour too', async () => {
    for (const seconds of [1, 3600]) {
      const rule: FaultRule = { fault: 'rate_limit', retry_after_s: seconds };
      sim.setFaults([rule]);
      expect(await claude.call(aRequest(), NEVER)).toMatchObject({ retryAfterMs: seconds * 1000 });
    }
  });

  test('says in one line what a proxy said in a page', async () => {
    sim.setFaults([{ fault: 'bad_gateway' }]);
    const outcome = await claude.call(aRequest(), NEVER);
    if (outcome.kind !== 'ambiguous') throw new Error(outcome.kind);
    expect(outcome.detail.length).toBeLessThanOrEqual(500);
    expect(outcome.detail).not.toBe('');
  });

  test('tells what the prompt cache wrote and read, and what was thought', () => {
    const usage = {
      input_tokens: 10,
      cache_creation_input_tokens: 200,
      cache_creation: { ephemeral_5m_input_tokens: 150, ephemeral_1h_input_tokens: 50 },
      cache_read_input_tokens: 3_000,
      output_tokens: 7,
      output_tokens_details: { thinking_tokens: 4 },
    };
    expect(usageIn(usage)).toEqual({
      inputTokens: 10,
      cacheWrite5mTokens: 150,
      cacheWrite1hTokens: 50,
      cacheReadTokens: 3_000,
      outputTokens: 7,
      thinkingTokens: 4,
    });
    const { cache_creation: _untold, ...rest } = usage;
    expect(usageIn(rest)).toMatchObject({ cacheWrite5mTokens: 200, cacheWrite1hTokens: 0 });
  });

  test.each([
    { input_tokens: 10, output_tokens: 1_001 },
    { input_tokens: 1_000_001, output_tokens: 1 },
    { input_tokens: -1, output_tokens: 1 },
    { input_tokens: 'many', output_tokens: 1 },
    'much',
    null,
  ])('is not believed to have used %j, and its answer is kept', (usage) => {
    expect(usageIn(usage)).toBeNull();
  });

  test.each(['', 'null', '[]', '{}', '{"content":"text"}', '{"content":[{"text":"x"}]}'])(
    'answered with %j is not a message',
    (body) => {
      expect(readAnswer(body, null, ASKED)).toBeNull();
    },
  );

  test('that asks for data is answered with data', async () => {
    const outcome = await claude.call(aRequest(findModel('claude-haiku-5-5'), data), NEVER);
    if (outcome.kind !== 'accepted') throw new Error(JSON.stringify(outcome));
    const answered: unknown = JSON.parse(outcome.answer.text);
    expect(answered).toEqual({ total: expect.anything() });
  });
});

const ASKED = { model: 'claude-haiku-5-5', max_tokens: 1_000 };

function usageIn(usage: unknown): unknown {
  const answer = readAnswer(JSON.stringify({ content: [], usage }), null, ASKED);
  if (answer === null) throw new Error('the answer was not kept');
  return answer.usage;
}

function isFaultKind(name: string): name is FaultKind {
  return Object.hasOwn(faultKinds, name);
}

function requestFor(fault: FaultKind): ReturnType<typeof aRequest> {
  return fault === 'schema_mismatch' ? aRequest(findModel('claude-haiku-5-5'), data) : aRequest();
}

function pause(code: string, retryAfterMs: number | null): object {
  return { kind: 'free', blame: 'pause', code, retryAfterMs };
}

function halt(code: string): object {
  return { kind: 'free', blame: 'halt', code, retryAfterMs: null };
}

function ofPage(code: string): object {
  return { kind: 'free', blame: 'page', code, retryAfterMs: null };
}

function ambiguous(code: unknown): object {
  return { kind: 'ambiguous', code };
}

function accepted(answer: object): object {
  return { kind: 'accepted', answer };
}

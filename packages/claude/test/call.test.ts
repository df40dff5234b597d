import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import {
  type ClaudeSim,
  type FaultKind,
  faultKinds,
  type FaultRule,
  startClaudeSim,
} from '@quire/claude-sim';
import { type Claude, createClaude, findModel } from '../src/index.ts';
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

afterAll(() => sim.stop());

/** What every fault of the stand-in is to be taken for. */
const expected: Record<FaultKind, object> = {
  rate_limit: pause('claude_rate_limited', 3_000),
  ramp_limit: pause('claude_rate_limited', 3_000),
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
  conflict: ofPage('claude_request_rejected'),
  too_large: ofPage('claude_request_rejected'),
  image_dimensions: ofPage('claude_request_rejected'),
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
  absurd_usage: accepted({ stopReason: 'end_turn' }),
  unknown_block: accepted({ hasUnknownBlocks: true, text: expect.stringContaining('digest') }),
  unknown_stop: accepted({ stopReason: 'contemplation' }),
  empty_turn: accepted({ text: '', stopReason: 'end_turn' }),
  refusal: accepted({ text: '', stopReason: 'refusal' }),
  refusal_partial: accepted({ stopReason: 'refusal' }),
  max_tokens: accepted({ stopReason: 'max_tokens' }),
  context_exceeded: accepted({ stopReason: 'model_context_window_exceeded' }),
  looping: accepted({ hasUnknownBlocks: false }),
  invented: accepted({ stopReason: 'end_turn' }),
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
      limits: { rpm: 1_000, itpm: 2_000_000, otpm: 400_000 },
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
    expect(await calling).toEqual({
      kind: 'ambiguous',
      code: 'claude_timeout',
      detail: 'the worker let go of it',
      requestId: null,
    });
  });

  test('keeps the request id of what was refused or unreadable', async () => {
    for (const fault of ['overloaded', 'api_error', 'invalid_json', 'huge_body'] as const) {
      sim.setFaults([{ fault }]);
      sim.clearAudit();
      const outcome = await claude.call(aRequest(), NEVER);
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

  test('counts cached input as input', async () => {
    const { readAnswer } = await import('../src/read-answer.ts');
    const usage = {
      input_tokens: 10,
      cache_creation_input_tokens: 200,
      cache_read_input_tokens: 3_000,
      output_tokens: 7,
    };
    const body = JSON.stringify({ content: [], stop_reason: 'end_turn', usage });
    expect(readAnswer(body, null)?.usage).toEqual({ inputTokens: 3_210, outputTokens: 7 });
  });

  test.each(['', 'null', '[]', '{}', '{"content":"text"}', '{"content":[{"text":"x"}]}'])(
    'answered with %j is not a message',
    async (body) => {
      const { readAnswer } = await import('../src/read-answer.ts');
      expect(readAnswer(body, null)).toBeNull();
    },
  );

  test('that asks for data is answered with data', async () => {
    const outcome = await claude.call(aRequest(findModel('claude-haiku-5-5'), data), NEVER);
    if (outcome.kind !== 'accepted') throw new Error(JSON.stringify(outcome));
    const answered: unknown = JSON.parse(outcome.answer.text);
    expect(answered).toEqual({ total: expect.anything() });
  });
});

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

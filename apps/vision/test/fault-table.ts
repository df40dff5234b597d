import type { FaultKind } from '@quire/claude-sim';
import type { CallClass, FailureCode, Verdict } from '@quire/domain';

/** What a fault of the provider is to do to the page that meets it, to everybody else, and to the bill. */
export interface FaultRow {
  /** As the ledger has it. */
  readonly class: Exclude<CallClass, 'waste'>;
  /** Why there is no answer that can be relied on, in the ledger and, where the page ended, on it. */
  readonly code: FailureCode | null;
  /**
   * `read`: the page has this verdict. `failed`: so it has, without an answer. `put off`: the job comes
   * back at no cost in attempts. `tried again`: it comes back, and one of its attempts is used.
   */
  readonly end: 'read' | 'failed' | 'put off' | 'tried again';
  readonly verdict: Verdict | null;
  /** What is in force for everybody afterwards, and for how long. */
  readonly hold: { readonly isHalt: boolean; readonly forMs: number } | null;
  /**
   * What the ledger and the budgets book: what the stand-in bills, to the micro-dollar; what such a
   * call is expected to cost, since nobody can know; or an estimate, where the answer does not say.
   */
  readonly spend: 'as billed' | 'as expected' | 'by an estimate';
  /** Calls that the verdict is worth while the fault stays and no strong model is allowed. @default 1 */
  readonly calls?: number;
}

/** Where neither the provider nor its headers name a time (packages/limits, hold-2.lua). */
const FIRST_PROBE_OF_A_HALT_MS = 300_000;
const FIRST_PROBE_WHILE_DOWN_MS = 2_000;
/** The stand-in's `retry-after`, where the plan names none. */
const AS_ASKED_MS = 3_000;

/** One row for each fault there is: one that is added without a row does not compile. */
export const faultTable: Record<FaultKind, FaultRow> = {
  // Everybody waits, and it ends by itself.
  rate_limit: holdsUp('claude_rate_limited', { isHalt: false, forMs: AS_ASKED_MS }),
  ramp_limit: holdsUp('claude_rate_limited', { isHalt: false, forMs: AS_ASKED_MS }),
  overloaded: holdsUp('claude_overloaded', { isHalt: false, forMs: FIRST_PROBE_WHILE_DOWN_MS }),
  unavailable: holdsUp('claude_overloaded', { isHalt: false, forMs: FIRST_PROBE_WHILE_DOWN_MS }),
  // Everybody waits until somebody has mended it.
  enforced_spend: halts('claude_spend_limit'),
  contract_spend: halts('claude_spend_limit'),
  own_spend: halts('claude_spend_limit'),
  workspace_spend: halts('claude_spend_limit'),
  payment_required: halts('claude_spend_limit'),
  unauthorized: halts('claude_key_rejected'),
  forbidden: halts('claude_key_rejected'),
  organization_on_hold: halts('claude_key_rejected'),
  model_not_found: halts('claude_model_unknown'),
  // Of the page alone, and refused without charge.
  too_large: { ...fails('claude_request_too_large', 'failed'), end: 'read', calls: 2 },
  image_dimensions: { ...fails('claude_request_too_large', 'failed'), end: 'read', calls: 2 },
  content_filter: { ...fails('answer_filtered', 'filtered'), end: 'read' },
  conflict: {
    ...fails('claude_server_error', 'failed'),
    end: 'tried again',
    verdict: null,
  },
  // Sent, and perhaps charged: once more, and then never again.
  request_timeout: mayHaveCost('claude_timeout'),
  timeout: mayHaveCost('claude_timeout'),
  hang: mayHaveCost('claude_timeout'),
  half_body: mayHaveCost('claude_timeout'),
  drip: mayHaveCost('claude_timeout'),
  api_error: mayHaveCost('claude_server_error'),
  bad_gateway: mayHaveCost('claude_server_error'),
  reset_before: mayHaveCost('claude_connection_lost'),
  reset_after: mayHaveCost('claude_connection_lost'),
  // Where the reset overtakes what was sent before it, it is `claude_connection_lost`.
  cut_body: mayHaveCost('claude_answer_unreadable'),
  invalid_json: mayHaveCost('claude_answer_unreadable'),
  huge_body: mayHaveCost('claude_answer_unreadable'),
  // Answered and paid: kept, whatever it is worth, and asked again as often as it is worth.
  missing_usage: { ...answered('ok', null), spend: 'by an estimate' },
  absurd_usage: { ...answered('ok', null), spend: 'by an estimate' },
  unknown_block: answered('failed', 'answer_unknown'),
  unknown_stop: answered('failed', 'answer_unknown'),
  empty_turn: { ...answered('empty', 'answer_empty'), calls: 2 },
  in_thinking: { ...answered('empty', 'answer_empty'), calls: 2 },
  refusal: answered('refused', 'answer_refused'),
  refusal_partial: answered('refused', 'answer_refused'),
  max_tokens: { ...answered('truncated', 'answer_truncated'), calls: 3 },
  context_exceeded: answered('truncated', 'answer_truncated'),
  looping: answered('repeated', 'answer_repeated'),
  schema_mismatch: { ...answered('invalid', 'answer_invalid'), calls: 2 },
  // The page is a picture: without a text layer there is nothing to hold a plausible text against.
  invented: answered('ok', null),
  careless: answered('ok', null),
  obeys: answered('ok', null),
  // These strike entries of batches alone: a page that is asked for by itself never meets them.
  batch_expired: answered('ok', null),
  batch_canceled: answered('ok', null),
};

function holdsUp(code: FailureCode, hold: NonNullable<FaultRow['hold']>): FaultRow {
  return { class: 'free', code, end: 'put off', verdict: null, hold, spend: 'as billed' };
}

function halts(code: FailureCode): FaultRow {
  return holdsUp(code, { isHalt: true, forMs: FIRST_PROBE_OF_A_HALT_MS });
}

function fails(code: FailureCode, verdict: Verdict): FaultRow {
  return { class: 'free', code, end: 'failed', verdict, hold: null, spend: 'as billed' };
}

function mayHaveCost(code: FailureCode): FaultRow {
  const end = 'put off';
  return { class: 'ambiguous', code, end, verdict: null, hold: null, spend: 'as expected' };
}

function answered(verdict: Verdict, code: FailureCode | null): FaultRow {
  return { class: 'accepted', code, end: 'read', verdict, hold: null, spend: 'as billed' };
}

import {
  type Answer,
  callCostMicroUsd,
  estimateTokens,
  isCharged,
  type Model,
  type Outcome,
} from '@quire/claude';
import {
  type CallTokens,
  type DocumentRecord,
  type FailureCode,
  type Lane,
  noTokens,
  plainUsage,
  type TokenUsage,
} from '@quire/domain';
import type { Reservation } from '@quire/limits';
import type { PageCallOutcome } from '@quire/store';
import type { Question } from './ask-claude.ts';
import { released, used } from './call-settlement.ts';
import type { Flight } from './known-answer.ts';
import { answeredPage, type PageRecord, rejectedPage } from './page-record.ts';
import { endInVain, isOfPage, type VainPorts } from './vain-call.ts';

/** A call that has come to its end, and the flight on which others wait for it. */
interface EndedCall {
  readonly attempt: number;
  readonly reservation: Reservation;
  readonly flight: Flight | null;
  readonly outcome: Outcome;
}

/** Refused for what the page is, and yet not the last word about it. */
const MENDABLE = new Set<FailureCode>(['answer_filtered', 'claude_request_too_large']);

/**
 * What an ended call says of its page: judged, priced, and ready to be committed.
 * @param wasLetGo this process ended the call itself
 * @throws as endInVain, for one that says nothing
 */
export async function concludeCall(
  document: DocumentRecord,
  { soFar, step, plan, read }: Question,
  { attempt, reservation, flight, outcome }: EndedCall,
  ports: VainPorts,
  wasLetGo: boolean,
): Promise<PageRecord> {
  const { page, draft } = soFar;
  // What another call may do better is a call of the page's; else its job ends with it.
  if (isOfPage(outcome) && (draft !== null || MENDABLE.has(outcome.code))) {
    const settlement = JSON.stringify(released(reservation, plan, outcome.seen));
    const { code, requestId } = outcome;
    const booked = { attempt, usage: noTokens, costMicroUsd: 0, requestId, code, settlement };
    return rejectedPage(soFar, step, outcome, { ...booked, class: 'free' });
  }
  if (outcome.kind !== 'accepted') {
    const isFurther = draft !== null;
    const named = { documentId: document.id, page, attempt };
    try {
      return await endInVain({ ...named, outcome, reservation, plan, isFurther, wasLetGo }, ports);
    } finally {
      await flight?.land(null);
    }
  }
  const { answer, judgement } = read(outcome.answer);
  const { need, model, lane } = plan;
  const { usage, tokens, costMicroUsd } = chargeFor(outcome.answer, model, need.inputTokens, lane);
  const call: PageCallOutcome = {
    attempt,
    usage: tokens,
    costMicroUsd,
    requestId: outcome.requestId,
    code: judgement.code,
    settlement: JSON.stringify(used(reservation, plan, { ...outcome, usage, costMicroUsd })),
  };
  return answeredPage(soFar, step, answer, usage, judgement, call);
}

/**
 * What an answer used and what it costs; one that does not say is estimated: better that in the bill than
 * nothing.
 * @param inputTokens that its prompt was taken to have
 */
export function chargeFor(
  answer: Answer,
  model: Model,
  inputTokens: number,
  lane: Lane,
): {
  readonly usage: TokenUsage;
  /** As the ledger has them. */
  readonly tokens: CallTokens;
  readonly costMicroUsd: number;
} {
  const usage = answer.usage ?? plainUsage(inputTokens, estimateTokens(answer.text));
  const charged = isCharged(answer.stopReason, usage);
  return {
    usage,
    tokens: charged ? tokensOf(usage) : noTokens,
    costMicroUsd: charged ? callCostMicroUsd(model, usage, lane) : 0,
  };
}

function tokensOf(usage: TokenUsage): CallTokens {
  return {
    input_tokens: usage.inputTokens,
    cache_read_tokens: usage.cacheReadTokens,
    cache_write_tokens: usage.cacheWrite5mTokens + usage.cacheWrite1hTokens,
    output_tokens: usage.outputTokens,
    thinking_tokens: usage.thinkingTokens,
  };
}

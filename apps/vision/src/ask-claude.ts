import {
  type Answer,
  callCostMicroUsd,
  type Claude,
  estimateTokens,
  isCharged,
  type pageRequest,
  PRICE_TABLE_VERSION,
} from '@quire/claude';
import {
  type AnswerToJudge,
  type CallFacts,
  type CallStep,
  type CallTokens,
  type DocumentRecord,
  type FailureCode,
  type Judgement,
  noTokens,
  type PageCall,
  plainUsage,
  type TokenUsage,
} from '@quire/domain';
import type { Limiter, Reservation } from '@quire/limits';
import { type JobContext, Postponed } from '@quire/queues';
import { killPoint, type Metrics } from '@quire/service';
import type { Calls, PageCallOutcome } from '@quire/store';
import { type CallPlan, type PlanPorts, relyingOnCache } from './call-plan.ts';
import { forfeited, released, used } from './call-settlement.ts';
import { claimPage, type ClaimPorts } from './claim-page.ts';
import type { ReadAnswer } from './judge-page.ts';
import { type Flight, knownAnswer, type KnownAnswerPorts, seekAnswer } from './known-answer.ts';
import {
  answeredPage,
  knownPage,
  type PageRecord,
  type PageSoFar,
  rejectedPage,
} from './page-record.ts';
import { parkDocument, type ParkPorts } from './park-document.ts';
import type { PaidPages } from './paid-pages.ts';
import { reserveCall } from './reserve-call.ts';
import { sharedPrefix, type SharedPrefix, type SharedPrefixPorts } from './shared-prefix.ts';
import { StepBarred } from './step-barred.ts';
import { endInVain, isOfPage, type VainPorts } from './vain-call.ts';

export type AskPorts = ClaimPorts &
  KnownAnswerPorts &
  ParkPorts &
  PlanPorts &
  SharedPrefixPorts &
  VainPorts & {
    readonly calls: Pick<
      Calls,
      'claim' | 'intend' | 'noteKnown' | 'withdraw' | 'conclude' | 'settled'
    >;
    readonly limiter: Limiter;
    readonly claude: Pick<Claude, 'call' | 'countPrompt'>;
    readonly paidPages: Pick<PaidPages, 'assertRoom'>;
    readonly metrics: Pick<Metrics, 'calls' | 'callsInFlight'>;
  };

/** What is asked, with all that was found out for it beforehand. */
export interface Question {
  readonly soFar: PageSoFar;
  readonly step: CallStep;
  readonly plan: CallPlan;
  /** Made when it is sent: a body holds its pictures once more. */
  readonly request: () => ReturnType<typeof pageRequest>;
  /** What is believed of an answer that was kept. */
  readonly judge: (answer: AnswerToJudge) => Judgement;
  /** What becomes of an answer that comes, and what is believed of it. */
  readonly read: (answer: Answer) => ReadAnswer;
}

/** What came of asking once. */
export type Asked =
  /** An answer, or a refusal for what the page is, and the flight on which others wait for it. */
  | { readonly kind: 'answered'; readonly record: PageRecord; readonly flight: Flight | null }
  /** Too many calls of the page ended in nobody knows what; `doubts` names them. */
  | { readonly kind: 'quarantined'; readonly doubts: string }
  /** The page is there. */
  | { readonly kind: 'has-page' }
  /** The document is not being read any more. */
  | { readonly kind: 'ended' };

/** Refused for what the page is, and yet not the last word about it. */
const MENDABLE = new Set<FailureCode>(['answer_filtered', 'claude_request_too_large']);

/** Unlike every other call in a draft it brought nothing that the page could end with. */
function isTooLarge({ code }: PageCall): boolean {
  return code === 'claude_request_too_large';
}

interface SentCall extends Intended {
  readonly prefix: SharedPrefix;
  readonly flight: Flight | null;
}

/** A call that may be sent: claimed, reserved and written down. */
interface Intended {
  readonly attempt: number;
  readonly reservation: Reservation;
}

/**
 * Asks Claude once for one page: claim, known answer, reservation, intent, call, verdict. Until the
 * intent nothing is paid, and what was taken is given back.
 * @throws Postponed when it is not the page's turn, Failure when it got no answer this time, StepBarred
 * when a further call cannot be had now
 */
export async function askClaude(
  document: DocumentRecord,
  question: Question,
  ports: AskPorts,
  context: Pick<JobContext, 'stopping' | 'abandoned' | 'rank'>,
): Promise<Asked> {
  const { soFar } = question;
  const { page, draft } = soFar;
  const { need } = question.plan;
  let plan: CallPlan = { ...question.plan, need: { ...need, rank: context.rank } };
  const leaseMs = plan.need.leaseMs * 2;
  // Asked for together with the claim, it costs no message of its own; without a claim it is given back.
  const about = { tenant: document.tenant, picture: plan.pictureSha256 };
  const seeking = seekAnswer(about, plan.answerParts, leaseMs, ports);
  const claim = await claimPage(document.id, page, draft?.calls.length ?? 0, ports).catch(
    async (error: unknown) => {
      await seeking?.giveUp();
      throw error;
    },
  );
  if (claim.kind !== 'claimed') {
    await seeking?.giveUp();
    return claim;
  }
  killPoint('after-claim');
  const { fence } = claim;
  let flight: Flight | null = null;
  let prefix: SharedPrefix | null = null;
  let intended: Intended;
  try {
    const known = await knownAnswer(seeking, leaseMs, ports, {
      stopping: context.stopping,
      judge: (answer) => question.judge({ ...answer, hasUnknownBlocks: false }),
    });
    killPoint('after-cache');
    if ('answer' in known) {
      // Before the page has it: deleted, it is to be forgotten with its document.
      await ports.calls.noteKnown(document.id, page, plan.pictureSha256);
      const record = knownPage(soFar, known.answer, known.judgement, fence);
      return { kind: 'answered', record, flight };
    }
    ({ flight } = known);
    ports.paidPages.assertRoom();
    prefix = await sharedPrefix(plan.prefixParts, plan.need.leaseMs, ports, context.stopping);
    if (prefix.isWritten) plan = relyingOnCache(plan);
    intended = await intend(document, { page, fence, draft }, plan, ports, context.stopping);
  } catch (error) {
    // A Redis that cannot be told so now finds out by the lease.
    await ports.calls.withdraw(document.id, page, fence).catch(() => undefined);
    await flight?.land(null);
    await prefix?.told(null);
    throw error;
  }
  killPoint('after-intent');
  const sent = { ...intended, flight, prefix };
  const record = await send(document, { ...question, plan }, sent, ports, context);
  return { kind: 'answered', record, flight };
}

async function intend(
  document: DocumentRecord,
  { page, fence, draft }: Pick<PageSoFar, 'page' | 'draft'> & { readonly fence: number },
  plan: CallPlan,
  ports: AskPorts,
  stopping: AbortSignal,
): Promise<Intended> {
  const { limiter, calls } = ports;
  const { need } = plan;
  const reservation = await (draft === null || draft.calls.every(isTooLarge)
    ? reserveCall(limiter, need, stopping, (detail, budgetKey) =>
        parkDocument(document, { detail, budgetKey }, need.budgets, ports, Date.now()),
      )
    : reserveFurther(need, ports, stopping));
  killPoint('after-reserve');
  const facts: CallFacts = {
    tenant: document.tenant,
    page,
    model: plan.model.id,
    lane: 'realtime',
    reservation_id: reservation.id,
    price_table: PRICE_TABLE_VERSION,
    expected_micro_usd: Math.ceil(reservation.expectedCostMicroUsd),
  };
  const intent = {
    facts,
    forfeit: JSON.stringify(forfeited(reservation, plan)),
    leaseMs: plan.need.leaseMs,
    pictureSha256: plan.pictureSha256,
  };
  const giveBack = async (): Promise<void> => limiter.settle(released(reservation, plan));
  const attempt = await calls
    .intend(document.id, page, fence, intent)
    .catch(async (error: unknown) => {
      await giveBack();
      throw error;
    });
  if (attempt === null) {
    await giveBack();
    throw new Postponed(0, 'its claim was lost, or its document has ended');
  }
  return { attempt, reservation };
}

/**
 * Books a further call of a page. A pause is waited for like any other; what only somebody's hand can end
 * is not, for the page has an answer, and its job would come back for a better one for ever.
 * @throws StepBarred where its budget is used up or its model halted, Postponed as `reserveCall`
 */
async function reserveFurther(
  need: CallPlan['need'],
  { limiter }: Pick<AskPorts, 'limiter'>,
  stopping: AbortSignal,
): Promise<Reservation> {
  try {
    return await reserveCall(limiter, need, stopping, (detail) => {
      throw new StepBarred(detail);
    });
  } catch (error) {
    if (!(error instanceof Postponed)) throw error;
    const hold = await limiter.knownHold(need.group);
    throw hold?.isHalt ? new StepBarred(hold.detail, { cause: error }) : error;
  }
}

async function send(
  document: DocumentRecord,
  { soFar, step, plan, request, read }: Question,
  { attempt, reservation, flight, prefix }: SentCall,
  ports: AskPorts,
  { abandoned }: Pick<JobContext, 'abandoned'>,
): Promise<PageRecord> {
  const { model } = plan;
  const { claude, metrics } = ports;
  metrics.callsInFlight.inc();
  const outcome = await claude
    .call(request(), abandoned)
    .finally(() => metrics.callsInFlight.dec());
  killPoint('after-dispatch');
  // Not waited for: a paid answer waits for nothing but its own commit.
  void prefix.told(outcome.kind === 'accepted' ? outcome.answer.usage : null);
  metrics.calls.inc({ model: model.id, class: outcome.kind });
  // What another call may do better is a call of the page's; else its job ends with it.
  if (isOfPage(outcome) && (soFar.draft !== null || MENDABLE.has(outcome.code))) {
    const settlement = JSON.stringify(released(reservation, plan, outcome.seen));
    const { code, requestId } = outcome;
    const booked = { attempt, usage: noTokens, costMicroUsd: 0, requestId, code, settlement };
    return rejectedPage(soFar, step, outcome, { ...booked, class: 'free' });
  }
  if (outcome.kind !== 'accepted') {
    const { id: documentId } = document;
    const wasLetGo = abandoned.aborted;
    const { page } = soFar;
    const isFurther = soFar.draft !== null;
    const call = { documentId, page, attempt, outcome, reservation, plan, isFurther, wasLetGo };
    try {
      return await endInVain(call, ports);
    } finally {
      await flight?.land(null);
    }
  }
  const usage = outcome.answer.usage ?? guessUsage(outcome.answer, plan.need.inputTokens);
  const { answer, judgement } = read(outcome.answer);
  const charged = isCharged(answer.stopReason, usage);
  const costMicroUsd = charged ? callCostMicroUsd(model, usage) : 0;
  const call: PageCallOutcome = {
    attempt,
    usage: charged ? tokensOf(usage) : noTokens,
    costMicroUsd,
    requestId: outcome.requestId,
    code: judgement.code,
    settlement: JSON.stringify(used(reservation, plan, { ...outcome, usage, costMicroUsd })),
  };
  return answeredPage(soFar, step, answer, usage, judgement, call);
}

/** For an answer that does not say what it used: better an estimate in the bill than nothing. */
function guessUsage(answer: Answer, inputTokens: number): TokenUsage {
  return plainUsage(inputTokens, estimateTokens(answer.text));
}

/** As the ledger has them. */
function tokensOf(usage: TokenUsage): CallTokens {
  return {
    input_tokens: usage.inputTokens,
    cache_read_tokens: usage.cacheReadTokens,
    cache_write_tokens: usage.cacheWrite5mTokens + usage.cacheWrite1hTokens,
    output_tokens: usage.outputTokens,
    thinking_tokens: usage.thinkingTokens,
  };
}

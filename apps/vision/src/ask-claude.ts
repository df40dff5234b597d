import { randomUUID } from 'node:crypto';
import type { Answer, Claude, pageRequest } from '@quire/claude';
import type { AnswerToJudge, CallStep, DocumentRecord, Judgement, PageCall } from '@quire/domain';
import type { Limiter, Reservation } from '@quire/limits';
import { type JobContext, Postponed } from '@quire/queues';
import { killPoint, type Metrics } from '@quire/service';
import type { Calls } from '@quire/store';
import { askedInBatch, joinBatch, type JoinPorts } from './batch/join-batch.ts';
import { type ApartPorts, standApart } from './batch/stand-apart.ts';
import { type CallPlan, type PlanPorts, relyingOnCache } from './call-plan.ts';
import { released } from './call-settlement.ts';
import { concludeCall } from './conclude-call.ts';
import { describeIntent } from './describe-intent.ts';
import { claimPage, type ClaimPorts } from './claim-page.ts';
import type { ReadAnswer } from './judge-page.ts';
import { type Flight, knownAnswer, type KnownAnswerPorts, seekAnswer } from './known-answer.ts';
import { knownPage, type PageRecord, type PageSoFar } from './page-record.ts';
import { parkDocument, type ParkPorts } from './park-document.ts';
import type { PaidPages } from './paid-pages.ts';
import { reserveCall } from './reserve-call.ts';
import { sharedPrefix, type SharedPrefix, type SharedPrefixPorts } from './shared-prefix.ts';
import { StepBarred } from './step-barred.ts';
import type { VainPorts } from './vain-call.ts';

export type AskPorts = ClaimPorts &
  ApartPorts &
  JoinPorts &
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

/** Unlike every other call in a draft it brought nothing that the page could end with. */
function isTooLarge({ code }: PageCall): boolean {
  return code === 'claude_request_too_large';
}

/** Whether a page has something that it could end with. */
function isFurther(draft: PageSoFar['draft']): boolean {
  return draft !== null && !draft.calls.every(isTooLarge);
}

/**
 * Looks whether a further call could be had at all, before it waits for a batch that it may not go with.
 * @throws as reserveFurther
 */
async function assertToBeHad(
  plan: CallPlan,
  ports: AskPorts,
  stopping: AbortSignal,
): Promise<void> {
  const batched = { reservationId: `batch~${randomUUID()}` };
  const reservation = await reserveFurther({ ...plan.need, batched }, ports, stopping);
  await ports.limiter.settle(released(reservation, plan));
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
  const back = await askedInBatch(document, question, ports, context.abandoned);
  if (back !== null) return back;
  const { page, draft } = soFar;
  const { need } = question.plan;
  let plan: CallPlan = { ...question.plan, need: { ...need, rank: context.rank } };
  const isBatched = plan.lane === 'batch';
  const leaseMs = plan.need.leaseMs * 2;
  // Asked for together with the claim, it costs no message of its own; without a claim it is given back.
  const about = { tenant: document.tenant, picture: plan.pictureSha256 };
  const seeking = seekAnswer(about, plan.answerParts, leaseMs, ports);
  const base = draft?.calls.length ?? 0;
  const gathersForMs = isBatched ? ports.desk.comesBackInMs : null;
  const claim = await claimPage(document.id, page, base, gathersForMs, ports).catch(
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
  let intended: Intended | undefined;
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
    if (isBatched) {
      // Nobody else waits a day for it.
      await flight.land(null);
      if (isFurther(draft)) await assertToBeHad(plan, ports, context.stopping);
      joinBatch(document, question, fence, ports);
    } else {
      prefix = await sharedPrefix(plan.prefixParts, plan.need.leaseMs, ports, context.stopping);
      if (prefix.isWritten) plan = relyingOnCache(plan);
      intended = await intend(document, { page, fence, draft }, plan, ports, context.stopping);
    }
  } catch (error) {
    // A Redis that cannot be told so now finds out by the lease.
    await ports.calls.withdraw(document.id, page, fence).catch(() => undefined);
    await flight?.land(null);
    await prefix?.told(null);
    throw error;
  }
  if (intended === undefined || prefix === null) {
    killPoint('after-gather');
    // Not set apart it takes up room in its document's window until it is looked at again, no more.
    await standApart(document.id, page, ports, fence).catch((error: unknown) =>
      ports.onTrouble('a page that was gathered for a batch is not set apart yet', error),
    );
    throw new Postponed(ports.desk.comesBackInMs, 'it goes with the next batch');
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
  const reservation = await (!isFurther(draft)
    ? reserveCall(limiter, need, stopping, (detail, budgetKey) =>
        parkDocument(document, { detail, budgetKey }, need.budgets, ports, Date.now()),
      )
    : reserveFurther(need, ports, stopping));
  killPoint('after-reserve');
  const intent = describeIntent(document, page, plan, reservation);
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
  question: Question,
  { prefix, ...sent }: SentCall,
  ports: AskPorts,
  { abandoned }: Pick<JobContext, 'abandoned'>,
): Promise<PageRecord> {
  const { model } = question.plan;
  const { claude, metrics } = ports;
  metrics.callsInFlight.inc();
  const outcome = await claude
    .call(question.request(), abandoned)
    .finally(() => metrics.callsInFlight.dec());
  killPoint('after-dispatch');
  // Not waited for: a paid answer waits for nothing but its own commit.
  void prefix.told(outcome.kind === 'accepted' ? outcome.answer.usage : null);
  metrics.calls.inc({ model: model.id, class: outcome.kind });
  return concludeCall(document, question, { ...sent, outcome }, ports, abandoned.aborted);
}

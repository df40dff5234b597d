import { type Answer, pageRequest } from '@quire/claude';
import {
  type AnswerToJudge,
  callSteps,
  type CallStep,
  type DocumentRecord,
  Failure,
  nextCall,
  type NextStep,
  type Page,
} from '@quire/domain';
import type { Picture } from '@quire/pages';
import type { JobContext } from '@quire/queues';
import { killPointAfter } from '@quire/service';
import { askClaude, type AskPorts, type Asked } from './ask-claude.ts';
import { planCall } from './call-plan.ts';
import { judgePage, judgePatch } from './judge-page.ts';
import { callWay, stepFacts } from './call-way.ts';
import { deliverPage, type DeliverPorts, draftPage } from './deliver-page.ts';
import { draftedPage, layeredPage, type PageSoFar } from './page-record.ts';
import { pictureFor, type DrawPorts } from './picture-for.ts';
import { StepBarred } from './step-barred.ts';

export type AnswerPorts = AskPorts &
  DeliverPorts &
  DrawPorts & {
    readonly defaultModel: string;
  };

type Context = Pick<JobContext, 'stopping' | 'abandoned'>;
type PicturedPage = PageSoFar & { readonly picture: Picture };
type Barred = { readonly kind: 'barred' } & Pick<StepBarred, 'wasSent'>;
type Answered = Extract<Asked, { kind: 'answered' }>;

/**
 * Asks for a page until it has an answer that can be relied on, or nothing more is to be done about it
 * (docs/decisions/0009). Each call is a whole one, and what it brought is kept before the next begins.
 * @param start with the picture for the first call
 * @returns false when there is nothing to deliver: the page is done, or its document is over
 * @throws as askClaude, but for StepBarred
 */
export async function answerPage(
  document: DocumentRecord,
  start: PicturedPage,
  ports: AnswerPorts,
  context: Context,
): Promise<boolean> {
  const { picture } = start;
  const asking: Asking = {
    next: (page, barred) =>
      nextCall(page, stepFacts(document.options, picture, ports.defaultModel, barred)),
    ask: (step, soFar) => askFor(step, document, { ...soFar, picture }, ports, context),
    end: (page, next) => (next === 'text-layer' ? layeredPage(page, picture) : page),
  };
  return askUntilDone(document.id, start, asking, ports);
}

/** What differs between a page and a document as a whole, while either is asked about. */
export interface Asking {
  /** What is to be done about an answer. @param barred calls that cannot be had */
  next(page: Page, barred: ReadonlySet<NextStep>): ReturnType<typeof nextCall>;
  /** Makes one call. @throws StepBarred where it cannot be had, and as askClaude */
  ask(step: CallStep, soFar: PageSoFar): Promise<Asked>;
  /** A page as it ends, with all of its calls. */
  end(page: Page, next: ReturnType<typeof nextCall>): Page;
}

/**
 * Asks until there is an answer that can be relied on, or nothing more is to be done about it.
 * @param start with what is known of earlier calls
 * @returns as `answerPage`
 */
export async function askUntilDone(
  documentId: string,
  start: PageSoFar,
  asking: Asking,
  ports: DeliverPorts,
): Promise<boolean> {
  const barred = new Set<NextStep>();
  let { draft, attempts } = start;
  for (;;) {
    const step = draft === null ? 'first' : asking.next(draft, barred);
    if (draft !== null && !isCall(step)) {
      const record = draftedPage(asking.end(draft, step), attempts, draft.calls.length);
      await deliverPage(documentId, record, ports);
      return true;
    }
    if (!isCall(step)) throw new TypeError('a page without an answer is asked about');
    const asked = await orBarred(asking.ask(step, { ...start, draft, attempts }));
    switch (asked.kind) {
      case 'has-page':
        return false;
      case 'ended':
        // What was paid for is the page's, though nobody goes on with it.
        if (draft === null) return false;
        await deliverPage(documentId, draftedPage(draft, attempts, draft.calls.length), ports);
        return true;
      case 'quarantined':
        if (draft === null) throw new Failure('page_quarantined', { detail: asked.doubts });
        for (const call of callSteps) if (call !== 'first') barred.add(call);
        break;
      case 'barred':
        if (step !== 'first') barred.add(step);
        if (asked.wasSent) attempts += 1;
        break;
      case 'answered': {
        const { page } = asked.record;
        const next = asking.next(page, barred);
        const ending = isCall(next) ? null : asking.end(page, next);
        if (await keepAnswer(documentId, asked, ending, ports)) return true;
        draft = page;
        ({ attempts } = page);
      }
    }
  }
}

/** Makes one call of a page, with the picture that it wants. */
async function askFor(
  step: CallStep,
  document: DocumentRecord,
  soFar: PicturedPage,
  ports: AnswerPorts,
  context: Context,
): Promise<Asked> {
  const way = callWay(step, soFar.draft, document.options, ports.defaultModel);
  const { modelId, drawnAs } = way;
  const picture = await pictureFor(way, document, soFar, ports, context.abandoned);
  const plan = await planCall(document, picture, way, ports, Date.now());
  const question = {
    soFar: { ...soFar, modelId, drawnAs, picture },
    step,
    plan,
    request: () => pageRequest(plan),
    judge: (answer: AnswerToJudge) => judgePage(answer, document.options, picture),
    read: (answer: Answer) =>
      plan.patch === null
        ? { answer, judgement: judgePage(answer, document.options, picture) }
        : judgePatch(answer, plan.patch, document.options, picture),
  };
  return askClaude(document, question, ports, context);
}

async function orBarred(asking: Promise<Asked>): Promise<Asked | Barred> {
  return asking.catch((error: unknown) => {
    if (error instanceof StepBarred) return { kind: 'barred', wasSent: error.wasSent };
    throw error;
  });
}

/**
 * Commits a page with its last answer, or keeps it as a draft where there is more to be done.
 * @param ending the page as it ends; null where it is to be asked about again
 * @returns whether the page has ended
 */
async function keepAnswer(
  documentId: string,
  { record, flight }: Answered,
  ending: Page | null,
  ports: DeliverPorts,
): Promise<boolean> {
  const { page, call } = record;
  const isDraft = ending === null && call !== null;
  try {
    if (isDraft) await draftPage(documentId, { ...record, call }, ports);
    else await deliverPage(documentId, { ...record, page: ending ?? page }, ports);
  } finally {
    // Only what can be relied on is kept for others.
    const { text, stop_reason: stopReason, request_id: requestId } = page;
    const landing = flight?.land(page.verdict === 'ok' ? { text, stopReason, requestId } : null);
    await killPointAfter('after-cache-put', landing ?? Promise.resolve());
  }
  return !isDraft;
}

function isCall(step: ReturnType<typeof nextCall> | 'first'): step is CallStep {
  return step !== 'text-layer' && step !== 'end';
}

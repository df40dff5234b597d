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
  const barred = new Set<NextStep>();
  const nextFor = (page: Page): ReturnType<typeof nextCall> =>
    nextCall(page, stepFacts(document.options, start.picture, ports.defaultModel, barred));
  let { draft, attempts } = start;
  for (;;) {
    const step = draft === null ? 'first' : nextFor(draft);
    if (draft !== null && !isCall(step)) {
      const record = draftedPage(endOf(draft, step, start.picture), attempts, draft.calls.length);
      await deliverPage(document.id, record, ports);
      return true;
    }
    if (!isCall(step)) throw new TypeError('a page without an answer is asked about');
    const asked = await askFor(step, document, { ...start, draft, attempts }, ports, context);
    switch (asked.kind) {
      case 'has-page':
        return false;
      case 'ended':
        // What was paid for is the page's, though nobody goes on with it.
        if (draft === null) return false;
        await deliverPage(document.id, draftedPage(draft, attempts, draft.calls.length), ports);
        return true;
      case 'quarantined':
        if (draft === null) throw new Failure('page_quarantined', { detail: asked.doubts });
        for (const call of callSteps) if (call !== 'first') barred.add(call);
        break;
      case 'barred':
        if (step !== 'first') barred.add(step);
        break;
      case 'answered': {
        const { page } = asked.record;
        if (await keepAnswer(document.id, asked, nextFor(page), start.picture, ports)) return true;
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
): Promise<Asked | { readonly kind: 'barred' }> {
  const way = callWay(step, soFar.draft, document.options, ports.defaultModel);
  const { modelId, isCut } = way;
  try {
    const picture = await pictureFor(way, document, soFar, ports, context.abandoned);
    const plan = await planCall(document, picture, way, ports, Date.now());
    const question = {
      soFar: { ...soFar, modelId, isCut, picture },
      step,
      plan,
      request: () => pageRequest(plan),
      judge: (answer: AnswerToJudge) => judgePage(answer, document.options, picture),
      read: (answer: Answer) =>
        plan.patch === null
          ? { answer, judgement: judgePage(answer, document.options, picture) }
          : judgePatch(answer, plan.patch, document.options, picture),
    };
    return await askClaude(document, question, ports, context);
  } catch (error) {
    if (error instanceof StepBarred) return { kind: 'barred' };
    throw error;
  }
}

/**
 * Commits a page with its last answer, or keeps it as a draft where there is more to be done.
 * @returns whether the page has ended
 */
async function keepAnswer(
  documentId: string,
  { record, flight }: Answered,
  next: ReturnType<typeof nextCall>,
  picture: Picture,
  ports: DeliverPorts,
): Promise<boolean> {
  const { page, call } = record;
  const isDraft = isCall(next) && call !== null;
  try {
    if (isDraft) await draftPage(documentId, { ...record, call }, ports);
    else await deliverPage(documentId, { ...record, page: endOf(page, next, picture) }, ports);
  } finally {
    // Only what can be relied on is kept for others.
    const { text, stop_reason: stopReason, request_id: requestId } = page;
    const landing = flight?.land(page.verdict === 'ok' ? { text, stopReason, requestId } : null);
    await killPointAfter('after-cache-put', landing ?? Promise.resolve());
  }
  return !isDraft;
}

function endOf(page: Page, next: ReturnType<typeof nextCall>, picture: Picture): Page {
  return next === 'text-layer' ? layeredPage(page, picture) : page;
}

function isCall(step: ReturnType<typeof nextCall> | 'first'): step is CallStep {
  return step !== 'text-layer' && step !== 'end';
}

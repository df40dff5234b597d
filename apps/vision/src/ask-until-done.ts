import {
  callSteps,
  type CallStep,
  Failure,
  type nextCall,
  type NextStep,
  type Page,
} from '@quire/domain';
import { killPointAfter } from '@quire/service';
import type { Asked } from './ask-claude.ts';
import { deliverPage, type DeliverPorts, draftPage } from './deliver-page.ts';
import { fittingAnswer } from './batch/arrived-answer.ts';
import { draftedPage, type PageSoFar } from './page-record.ts';
import { StepBarred } from './step-barred.ts';

type Barred = { readonly kind: 'barred' } & Pick<StepBarred, 'wasSent'>;
type Answered = Extract<Asked, { kind: 'answered' }>;

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
  let arrived = fittingAnswer(start);
  for (;;) {
    const due = draft === null ? 'first' : asking.next(draft, barred);
    const step = arrived?.step ?? due;
    if (draft !== null && !isCall(step)) {
      const record = draftedPage(asking.end(draft, step), attempts, draft.calls.length);
      await deliverPage(documentId, record, ports);
      return true;
    }
    if (!isCall(step)) throw new TypeError('a page without an answer is asked about');
    const asked = await orBarred(asking.ask(step, { ...start, draft, attempts, arrived }));
    arrived = null;
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

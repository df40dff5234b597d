import { findModel, pageRequest } from '@quire/claude';
import {
  type AnswerToJudge,
  asFailure,
  type DocumentRecord,
  endsRenderer,
  Failure,
  feedPages,
  type FeedPorts,
  isWaitedOut,
  mayPass,
  type OutboxPorts,
  PAGE_WINDOW,
  readSettlement,
  relayOutbox,
  settleDebts,
} from '@quire/domain';
import { type PageRenderer, type Picture, pictureSpec } from '@quire/pages';
import { FailedForGood, type JobContext, Postponed } from '@quire/queues';
import { killPoint } from '@quire/service';
import type { Calls, Documents, Pages } from '@quire/store';
import { askClaude, type AskPorts } from './ask-claude.ts';
import { planCall } from './call-plan.ts';
import { judgePage } from './judge-page.ts';
import { assertTurn, type TurnPorts } from './assert-turn.ts';
import { deliverPage, type DeliverPorts } from './deliver-page.ts';
import { locatePage } from './locate-page.ts';
import { blankPage, failedPage, type PageSoFar } from './page-record.ts';
import { quarantinePage, type QuarantinePorts } from './quarantine-page.ts';

export type ReadPagePorts = AskPorts &
  DeliverPorts &
  FeedPorts &
  OutboxPorts &
  QuarantinePorts &
  TurnPorts & {
    readonly documents: Pick<Documents, 'read' | 'park'>;
    readonly pages: Pick<Pages, 'has' | 'commit' | 'takeSlice'>;
    readonly calls: Pick<Calls, 'count' | 'debts'>;
    readonly renderer: Pick<PageRenderer, 'picture'>;
    readonly defaultModel: string;
  };

/** Names a page of a document, as its job does. */
export interface PageJob {
  readonly documentId: string;
  readonly page: number;
}

export const AGAIN_MS = 5_000;

/**
 * Reads one page: picture, claim, known answer, reservation, intent, call, verdict, commit
 * (docs/decisions/0007). Each step may be the last before a kill: until the intent nothing is lost but
 * time, and what is committed is found by the next run.
 * @throws Postponed when it is not the page's turn, FailedForGood once it has ended as failed
 */
export async function readPage(
  job: PageJob,
  ports: ReadPagePorts,
  context: JobContext,
): Promise<void> {
  const document = await ports.documents.read(job.documentId);
  if (document === null) return;
  if (document.status !== 'processing' || (await ports.pages.has(document.id, job.page))) {
    await passOn(document.id, ports);
    return;
  }
  const soFar = await startPage(document, job.page, ports);
  try {
    await assertTurn(document, soFar.modelId, context, ports, Date.now());
    const picture = await takePicture(document, soFar, ports, context.abandoned);
    killPoint('after-picture');
    const pictured = { ...soFar, picture };
    if (picture.isBlank) await deliverPage(document.id, blankPage(pictured), ports);
    else if (!(await askAndDeliver(document, pictured, ports, context))) {
      await passOn(document.id, ports);
    }
  } catch (error) {
    if (error instanceof Postponed) throw error;
    // The process lets go of the page: that is no fault of the page's.
    if (context.abandoned.aborted) throw new Postponed(0, 'the process is ending');
    const failure = asFailure(error);
    if (isWaitedOut(failure.code)) {
      throw new Postponed(AGAIN_MS * (1 + Math.random()), failure.message);
    }
    const kept = endsRenderer(failure.code)
      ? await quarantinePage(document, job.page, ports, context.abandoned)
      : null;
    if (kept === null && mayPass(failure.code) && !context.isLastAttempt) throw error;
    const attempts = await ports.calls.count(document.id, job.page);
    const { code, message } = failure;
    const detail = kept === null ? message : `${message} ${kept.detail}`;
    const failed = failedPage({ ...soFar, attempts }, code, detail, kept?.address);
    await deliverPage(document.id, failed, ports);
    if (kept !== null) await ports.pages.forgetKills(document.id, job.page);
    throw new FailedForGood(`${failure.code}: ${failure.message}`, error);
  }
}

/** @returns false when there is nothing to ask: the page is done, or its document is over */
async function askAndDeliver(
  document: DocumentRecord,
  soFar: PageSoFar & { readonly picture: Picture },
  ports: ReadPagePorts,
  context: JobContext,
): Promise<boolean> {
  const plan = await planCall(document, soFar, ports, Date.now());
  const question = {
    soFar,
    plan,
    request: () => pageRequest(plan),
    judge: (answer: AnswerToJudge) => judgePage(answer, document.options, soFar.picture),
  };
  const asked = await askClaude(document, question, ports, context);
  if (asked === null) return false;
  const { page } = asked.record;
  try {
    await deliverPage(document.id, asked.record, ports);
  } finally {
    // Only what can be relied on is kept for others.
    const { text, stop_reason: stopReason, request_id: requestId } = page;
    await asked.flight?.land(page.verdict === 'ok' ? { text, stopReason, requestId } : null);
    killPoint('after-cache-put');
  }
  return true;
}

/** A page whose workers ended again and again ends as failed, so that its document can end. */
export async function giveUpPage(job: PageJob, ports: ReadPagePorts): Promise<void> {
  const document = await ports.documents.read(job.documentId);
  if (document === null) return;
  const soFar = await startPage(document, job.page, ports);
  const { code, message } = new Failure('worker_lost');
  await deliverPage(document.id, failedPage(soFar, code, message), ports);
}

/** The page was read by a run that died before it could say so, and may have died with a slice. */
export async function passOn(documentId: string, ports: ReadPagePorts): Promise<void> {
  const slice = await ports.pages.takeSlice(documentId, { window: PAGE_WINDOW, again: true });
  await feedPages(documentId, slice, ports);
  await relayOutbox(documentId, ports);
  const settle = (settlement: string): Promise<void> =>
    ports.limiter.settle(readSettlement(settlement));
  await settleDebts(documentId, { calls: ports.calls, settle });
}

export async function startPage(
  document: DocumentRecord,
  page: number,
  ports: ReadPagePorts,
): Promise<PageSoFar> {
  const modelId = document.options.model ?? ports.defaultModel;
  return { page, modelId, picture: null, attempts: await ports.calls.count(document.id, page) };
}

async function takePicture(
  document: DocumentRecord,
  { page, modelId }: PageSoFar,
  ports: ReadPagePorts,
  signal: AbortSignal,
): Promise<Picture> {
  const { file, index } = await locatePage(document, page, ports);
  const spec = pictureSpec(document.options, findModel(modelId).tier);
  return ports.renderer.picture(file, index, spec, signal);
}

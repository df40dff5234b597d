import {
  type DocumentRecord,
  endsRenderer,
  Failure,
  feedPages,
  type FeedPorts,
  leaveIfIdle,
  mayPass,
  type OutboxPorts,
  PAGE_WINDOW,
  readSettlement,
  relayOutbox,
  settleDebts,
} from '@quire/domain';
import { FailedForGood, type JobContext } from '@quire/queues';
import { killPoint } from '@quire/service';
import type { Calls, Documents, PageProgress, Pages } from '@quire/store';
import { answerPage, type AnswerPorts } from './answer-page.ts';
import { assertTurn, type TurnPorts } from './assert-turn.ts';
import { fittingAnswer, readArrived } from './batch/arrived-answer.ts';
import { bookUnwanted } from './batch/book-unwanted.ts';
import { isLastTry } from './batch/is-last-try.ts';
import { type RestPorts, restsInBatch } from './batch/rests-in-batch.ts';
import { unseenWhere } from './batch/unseen-picture.ts';
import { deliverPage, type DeliverPorts } from './deliver-page.ts';
import { ownFailure } from './own-failure.ts';
import { blankPage, draftedPage, failedPage, type PageSoFar } from './page-record.ts';
import { takePicture } from './picture-for.ts';
import { quarantinePage, type QuarantinePorts } from './quarantine-page.ts';

export type ReadPagePorts = AnswerPorts &
  DeliverPorts &
  FeedPorts &
  OutboxPorts &
  QuarantinePorts &
  RestPorts &
  TurnPorts & {
    readonly documents: Pick<Documents, 'read' | 'park'>;
    readonly pages: Pick<Pages, 'has' | 'commit' | 'draft' | 'progress' | 'takeSlice'>;
    readonly calls: Pick<Calls, 'debts'>;
  };

/** Names a page of a document, as its job does. */
export interface PageJob {
  readonly documentId: string;
  readonly page: number;
}

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
  // Asked for together, they are one message to Redis and one back.
  const [document, isRead, progress, planned] = await Promise.all([
    ports.documents.read(job.documentId),
    ports.pages.has(job.documentId, job.page),
    ports.pages.progress(job.documentId, job.page),
    ports.documents.plannedPage(job.documentId, job.page),
  ]);
  if (document === null) return;
  const arrived = readArrived(progress.arrived);
  if (document.status !== 'processing' || isRead) {
    const { draft, attempts } = progress;
    if (arrived !== null) await bookUnwanted(arrived, ports);
    // Left by a run that died: it was paid for, and nobody goes on with it.
    if (draft !== null) {
      await deliverPage(document.id, draftedPage(draft, attempts, draft.calls.length), ports);
    }
    await passOn(document.id, ports);
    return;
  }
  const soFar = startPage(document, job.page, progress, ports);
  if (await restsInBatch(document, soFar, arrived, ports)) return;
  try {
    // A page that has an answer waits for no budget; who is in its way depends on what it is asked next.
    if (soFar.draft === null && soFar.arrived === null) {
      await assertTurn(document, soFar, context, ports, Date.now());
    }
    const there = { page: job.page, planned };
    const picture = await takePicture(document, there, soFar, ports, context.abandoned).catch(
      unseenWhere(soFar, context.abandoned),
    );
    killPoint('after-picture');
    const pictured = { ...soFar, picture };
    if (picture.isBlank && soFar.arrived === null)
      await deliverPage(document.id, blankPage(pictured), ports);
    else if (!(await answerPage(document, pictured, ports, context))) {
      await passOn(document.id, ports);
    }
  } catch (error) {
    const failure = ownFailure(error, context.abandoned);
    const kept = endsRenderer(failure.code)
      ? await quarantinePage(document, job.page, ports, context.abandoned)
      : null;
    if (kept === null && mayPass(failure.code) && !isLastTry(soFar, context)) throw error;
    const { draft, attempts } = await ports.pages.progress(document.id, job.page);
    const { code, message } = failure;
    const detail = kept === null ? message : `${message} ${kept.detail}`;
    const failed = failedPage({ ...soFar, draft, attempts }, code, detail, kept?.address);
    await deliverPage(document.id, failed, ports);
    if (kept !== null) await ports.pages.forgetKills(document.id, job.page);
    throw new FailedForGood(`${failure.code}: ${failure.message}`, error);
  }
}

/** A page whose workers ended again and again ends as failed, so that its document can end. */
export async function giveUpPage(job: PageJob, ports: ReadPagePorts): Promise<void> {
  const document = await ports.documents.read(job.documentId);
  if (document === null) return;
  const progress = await ports.pages.progress(document.id, job.page);
  const arrived = readArrived(progress.arrived);
  if (arrived !== null) await bookUnwanted(arrived, ports);
  const soFar = startPage(document, job.page, progress, ports);
  const { code, message } = new Failure('worker_lost');
  await deliverPage(document.id, failedPage(soFar, code, message), ports);
}

/** The page was read by a run that died before it could say so, and may have died with a slice. */
export async function passOn(documentId: string, ports: ReadPagePorts): Promise<void> {
  const slice = await ports.pages.takeSlice(documentId, { window: PAGE_WINDOW, again: true });
  await feedPages(documentId, slice, ports);
  await leaveIfIdle(documentId, ports);
  await relayOutbox(documentId, ports);
  const settle = (settlement: string): Promise<void> =>
    ports.limiter.settle(readSettlement(settlement));
  await settleDebts(documentId, { calls: ports.calls, settle });
}

export function startPage(
  { options }: DocumentRecord,
  page: number,
  { draft, attempts, arrived: json }: PageProgress,
  { defaultModel }: ReadPagePorts,
): PageSoFar {
  const modelId = options.model ?? defaultModel;
  const arrived = fittingAnswer({ arrived: readArrived(json), draft });
  return { page, modelId, picture: null, drawnAs: 'plain', draft, attempts, arrived };
}

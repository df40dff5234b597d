import { findModel } from '@quire/claude';
import {
  asFailure,
  type DocumentRecord,
  endsRenderer,
  Failure,
  feedPages,
  type FeedPorts,
  mayPass,
  type OutboxPorts,
  PAGE_WINDOW,
  relayOutbox,
} from '@quire/domain';
import { type PageRenderer, type Picture, pictureSpec } from '@quire/pages';
import { FailedForGood, type JobContext, Postponed } from '@quire/queues';
import type { Metrics } from '@quire/service';
import type { Documents, Pages } from '@quire/store';
import { askClaude, type AskPorts } from './ask-claude.ts';
import { locatePage } from './locate-page.ts';
import { blankPage, failedPage, type PageRecord, type PageSoFar } from './page-record.ts';
import { quarantinePage, type QuarantinePorts } from './quarantine-page.ts';

export type ReadPagePorts = AskPorts &
  FeedPorts &
  OutboxPorts &
  QuarantinePorts & {
    readonly documents: Pick<Documents, 'read'>;
    readonly pages: Pick<Pages, 'has' | 'commit' | 'calls' | 'takeSlice'>;
    readonly renderer: Pick<PageRenderer, 'picture'>;
    readonly metrics: Pick<Metrics, 'pages'>;
    readonly defaultModel: string;
  };

/** Names a page of a document, as its job does. */
interface PageJob {
  readonly documentId: string;
  readonly page: number;
}

/**
 * Reads one page: picture, reservation, call, verdict, commit. Each step may be the last before a
 * kill: until the call nothing is lost but time, and what is committed is found by the next run.
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
    const picture = await takePicture(document, soFar, ports, context.abandoned);
    const pictured = { ...soFar, picture };
    const record = picture.isBlank
      ? blankPage(pictured)
      : await askClaude(document, pictured, ports, context);
    await commitPage(document, record, ports);
  } catch (error) {
    if (error instanceof Postponed) throw error;
    // The process lets go of the page: that is no fault of the page's.
    if (context.abandoned.aborted) throw new Postponed(0, 'the process is ending');
    const failure = asFailure(error);
    const kept = endsRenderer(failure.code)
      ? await quarantinePage(document, job.page, ports, context.abandoned)
      : null;
    if (kept === null && mayPass(failure.code) && !context.isLastAttempt) throw error;
    const attempts = await ports.pages.calls(document.id, job.page);
    const { code, message } = failure;
    const detail = kept === null ? message : `${message} ${kept.detail}`;
    await commitPage(
      document,
      failedPage({ ...soFar, attempts }, code, detail, kept?.address),
      ports,
    );
    if (kept !== null) await ports.pages.forgetKills(document.id, job.page);
    throw new FailedForGood(`${failure.code}: ${failure.message}`, error);
  }
}

/** A page whose workers ended again and again ends as failed, so that its document can end. */
export async function giveUpPage(job: PageJob, ports: ReadPagePorts): Promise<void> {
  const document = await ports.documents.read(job.documentId);
  if (document === null) return;
  const soFar = await startPage(document, job.page, ports);
  const { code, message } = new Failure('worker_lost');
  await commitPage(document, failedPage(soFar, code, message), ports);
}

/** The page was read by a run that died before it could say so, and may have died with a slice. */
async function passOn(documentId: string, ports: ReadPagePorts): Promise<void> {
  const slice = await ports.pages.takeSlice(documentId, { window: PAGE_WINDOW, again: true });
  await feedPages(documentId, slice, ports);
  await relayOutbox(documentId, ports);
}

async function startPage(
  document: DocumentRecord,
  page: number,
  ports: ReadPagePorts,
): Promise<PageSoFar> {
  const modelId = document.options.model ?? ports.defaultModel;
  return { page, modelId, picture: null, attempts: await ports.pages.calls(document.id, page) };
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

async function commitPage(
  { id }: Pick<DocumentRecord, 'id'>,
  { page, costMicroUsd }: PageRecord,
  ports: ReadPagePorts,
): Promise<void> {
  const commit = await ports.pages.commit(id, page, {
    window: PAGE_WINDOW,
    aggregateJob: JSON.stringify({ v: 1, documentId: id }),
    costMicroUsd,
  });
  if (commit.stands) ports.metrics.pages.inc({ verdict: page.verdict });
  await feedPages(id, commit.slice, ports);
  if (commit.isComplete) await relayOutbox(id, ports);
}

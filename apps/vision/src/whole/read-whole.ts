import {
  type DocumentRecord,
  Failure,
  isDueAsWhole,
  mayPass,
  mergePrompt,
  taskOf,
  WHOLE,
  wholePrompt,
  type WholeWay,
} from '@quire/domain';
import { FailedForGood, type JobContext } from '@quire/queues';
import { killPoint } from '@quire/service';
import type { Pages } from '@quire/store';
import { askClaude } from '../ask-claude.ts';
import { assertTurn } from '../assert-turn.ts';
import { deliverPage } from '../deliver-page.ts';
import { judgePage } from '../judge-page.ts';
import type { PageRecord, PageSoFar } from '../page-record.ts';
import { ownFailure } from '../own-failure.ts';
import { passOn, type PageJob, type ReadPagePorts, startPage } from '../read-page.ts';
import { drawPages, type DrawPagesPorts, labelledPictures } from './draw-pages.ts';
import { answersToMerge, assertMergeable, judgeMerge, type MergePorts } from './merge-answers.ts';
import { spreadWhole, type SpreadPorts } from './spread-whole.ts';
import { askedPages, failedWhole, uncalledWhole, wholeRecord } from './whole-record.ts';
import { wholeBounds, wholeQuestion } from './whole-question.ts';

export type ReadWholePorts = ReadPagePorts &
  DrawPagesPorts &
  MergePorts &
  SpreadPorts & { readonly pages: Pick<Pages, 'readWhole'> };

type Document = DocumentRecord & { readonly whole: WholeWay };

/**
 * Asks about a document as a whole, under the protocol of a page (docs/decisions/0007), as page 0:
 * claimed, reserved, intended, sent, committed once. With its record the pages that were in the request
 * get theirs; a run after a kill in between finds the record and goes on with the pages.
 * @throws as readPage
 */
export async function readWhole(
  { documentId }: Pick<PageJob, 'documentId'>,
  ports: ReadWholePorts,
  context: JobContext,
): Promise<void> {
  const document = await ports.documents.read(documentId);
  if (document === null || !isWhole(document)) return;
  if (document.status !== 'processing') return passOn(documentId, ports);
  if (await ports.pages.has(documentId, WHOLE)) return finish(document, ports);
  // Its last page's commit gives it out: one that comes before has been given out by mistake.
  if (!isDueAsWhole(document)) return;
  const soFar = startPage(document, WHOLE, await ports.pages.progress(document.id, WHOLE), ports);
  try {
    await assertTurn(document, soFar.modelId, context, ports, Date.now());
    const isDelivered =
      document.whole === 'one'
        ? await askAtOnce(document, soFar, ports, context)
        : await askToMerge(document, soFar, ports, context);
    if (!isDelivered) return await passOn(documentId, ports);
  } catch (error) {
    const failure = ownFailure(error, context.abandoned);
    if (mayPass(failure.code) && !context.isLastAttempt) throw error;
    await failWhole(document, failure, ports);
    throw new FailedForGood(`${failure.code}: ${failure.message}`, error);
  }
  await finish(document, ports);
}

/** A whole whose workers ended again and again ends as failed, so that its document can end. */
export async function giveUpWhole(
  { documentId }: Pick<PageJob, 'documentId'>,
  ports: ReadWholePorts,
): Promise<void> {
  const document = await ports.documents.read(documentId);
  if (document === null || !isWhole(document)) return;
  await failWhole(document, new Failure('worker_lost'), ports);
}

async function failWhole(
  document: Document,
  { code, message }: Failure,
  ports: ReadWholePorts,
): Promise<void> {
  const soFar = startPage(document, WHOLE, await ports.pages.progress(document.id, WHOLE), ports);
  const failed = failedWhole(soFar, document.whole, { code, message });
  await deliverPage(document.id, failed, ports);
  await finish(document, ports);
}

/** What follows from the record that stands, which a run that died may have left undone. */
async function finish(document: Document, ports: ReadWholePorts): Promise<void> {
  killPoint('after-whole');
  await spreadWhole(document, ports);
  await passOn(document.id, ports);
}

/** @returns false when there is nothing to ask: it is done, or its document is over */
async function askAtOnce(
  document: Document,
  soFar: PageSoFar,
  ports: ReadWholePorts,
  context: JobContext,
): Promise<boolean> {
  const prompt = wholePrompt(document.options);
  const bounds = wholeBounds(document, soFar.modelId, prompt);
  const drawing = { modelId: soFar.modelId, ...bounds };
  const drawn = await drawPages(document, drawing, ports, context);
  killPoint('after-picture');
  if (taskOf(document.options) === 'compare' && drawn.length < 2) {
    const detail = `${drawn.length} of ${document.totalPages} pictures could be drawn`;
    throw new Failure('too_few_pictures', { detail });
  }
  if (drawn.length === 0) {
    await deliverPage(document.id, await nothingDrawn(document, soFar, ports), ports);
    return true;
  }
  const parts = labelledPictures(document, drawn);
  const judge = (answer: Parameters<typeof judgePage>[0]) =>
    judgePage(answer, document.options, { layer: null });
  const asking = { parts, prompt, judge };
  const question = await wholeQuestion(document, soFar, asking, ports, Date.now());
  return askAndDeliver(document, question, askedPages(drawn), ports, context);
}

/** Every page ended before it was asked about: all of them blank, or some that could not be drawn. */
async function nothingDrawn(
  document: Document,
  soFar: PageSoFar,
  ports: ReadWholePorts,
): Promise<PageRecord> {
  const { firstFailure } = await answersToMerge(document, ports);
  return firstFailure === null
    ? uncalledWhole(soFar, document.whole, { verdict: 'blank' }, [])
    : uncalledWhole(soFar, document.whole, { verdict: 'failed', error: firstFailure }, []);
}

/** As `askAtOnce`, over the pages' answers. */
async function askToMerge(
  document: Document,
  soFar: PageSoFar,
  ports: ReadWholePorts,
  context: JobContext,
): Promise<boolean> {
  const { answers } = await answersToMerge(document, ports);
  const [only] = answers;
  const asked = answers.map(({ page }) => ({ page, rotation: 0, picture: null }));
  if (only === undefined) {
    await deliverPage(document.id, await nothingDrawn(document, soFar, ports), ports);
    return true;
  }
  if (answers.length === 1) {
    const { text, data, repairs, source, evidence } = only.record;
    const answer = { verdict: 'ok' as const, text, data, repairs, source, evidence };
    await deliverPage(document.id, uncalledWhole(soFar, document.whole, answer, asked), ports);
    return true;
  }
  const prompt = mergePrompt(document.options);
  assertMergeable(answers, soFar.modelId, wholeBounds(document, soFar.modelId, prompt));
  const parts = answers.map(({ page, answer }) => ({ label: `Page ${page}:`, text: answer }));
  const judge = (answer: Parameters<typeof judgeMerge>[0]) => judgeMerge(answer, document, answers);
  const asking = { parts, prompt, judge };
  const question = await wholeQuestion(document, soFar, asking, ports, Date.now());
  return askAndDeliver(document, question, asked, ports, context);
}

async function askAndDeliver(
  document: Document,
  question: Parameters<typeof askClaude>[1],
  asked: ReturnType<typeof askedPages>,
  ports: ReadWholePorts,
  context: JobContext,
): Promise<boolean> {
  const answered = await askClaude(document, question, ports, context);
  if (answered.kind === 'quarantined') {
    throw new Failure('page_quarantined', { detail: answered.doubts });
  }
  if (answered.kind !== 'answered') return false;
  const { verdict, text, stop_reason: stopReason, request_id: requestId } = answered.record.page;
  try {
    await deliverPage(document.id, wholeRecord(answered.record, document.whole, asked), ports);
  } finally {
    // Only what can be relied on is kept for others.
    await answered.flight?.land(verdict === 'ok' ? { text, stopReason, requestId } : null);
    killPoint('after-cache-put');
  }
  return true;
}

function isWhole(document: DocumentRecord): document is Document {
  return document.whole !== null;
}

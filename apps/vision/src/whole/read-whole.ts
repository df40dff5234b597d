import {
  type AnswerToJudge,
  type DocumentRecord,
  Failure,
  isDueAsWhole,
  mayPass,
  mergePrompt,
  type Page,
  taskOf,
  WHOLE,
  wholePrompt,
  type WholeWay,
} from '@quire/domain';
import { FailedForGood, type JobContext } from '@quire/queues';
import { killPoint } from '@quire/service';
import type { Pages } from '@quire/store';
import { assertTurn } from '../assert-turn.ts';
import { readArrived } from '../batch/arrived-answer.ts';
import { bookUnwanted } from '../batch/book-unwanted.ts';
import { isLastTry } from '../batch/is-last-try.ts';
import { restsInBatch } from '../batch/rests-in-batch.ts';
import type { CallWay } from '../call-way.ts';
import { deliverPage } from '../deliver-page.ts';
import { judgePage } from '../judge-page.ts';
import { draftedPage, type PageRecord, type PageSoFar } from '../page-record.ts';
import { ownFailure } from '../own-failure.ts';
import { passOn, type PageJob, type ReadPagePorts, startPage } from '../read-page.ts';
import { StepBarred } from '../step-barred.ts';
import { askForWhole, barring, seesAlike } from './ask-for-whole.ts';
import { drawPages, type DrawPagesPorts, labelledPictures } from './draw-pages.ts';
import { answersToMerge, assertMergeable, judgeMerge, type MergePorts } from './merge-answers.ts';
import { spreadWhole, type SpreadPorts } from './spread-whole.ts';
import { askedPages, type DrawnPage, failedWhole, uncalledWhole } from './whole-record.ts';
import { wholeBounds } from './whole-question.ts';

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
  const progress = await ports.pages.progress(document.id, WHOLE);
  const soFar = startPage(document, WHOLE, progress, ports);
  const arrived = readArrived(progress.arrived);
  const isAnswered = await ports.pages.has(documentId, WHOLE);
  if (arrived !== null && (document.status !== 'processing' || isAnswered)) {
    await bookUnwanted(arrived, ports);
  }
  if (document.status !== 'processing') {
    // Left by a run that died: it was paid for, and nobody goes on with it.
    if (soFar.draft !== null) await deliverPage(documentId, endOfDraft(soFar.draft, soFar), ports);
    return passOn(documentId, ports);
  }
  if (isAnswered) return finish(document, ports);
  // Its last page's commit gives it out: one that comes before has been given out by mistake.
  if (!isDueAsWhole(document)) return;
  if (await restsInBatch(document, soFar, arrived, ports)) return;
  try {
    // With an answer it waits for no budget; who is in its way depends on what is asked next.
    if (soFar.draft === null && soFar.arrived === null) {
      await assertTurn(document, soFar, context, ports, Date.now());
    }
    const isDelivered =
      document.whole === 'one'
        ? await askAtOnce(document, soFar, ports, context)
        : await askToMerge(document, soFar, ports, context);
    if (!isDelivered) return await passOn(documentId, ports);
  } catch (error) {
    const failure = ownFailure(error, context.abandoned);
    if (mayPass(failure.code) && !isLastTry(soFar, context)) throw error;
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
  const { draft } = soFar;
  const failed =
    draft === null
      ? failedWhole(soFar, document.whole, { code, message })
      : endOfDraft(draft, soFar);
  await deliverPage(document.id, failed, ports);
  await finish(document, ports);
}

function endOfDraft(draft: Page, { attempts }: PageSoFar): PageRecord {
  return draftedPage(draft, attempts, draft.calls.length);
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
  const drawFor = async (modelId: string): Promise<readonly DrawnPage[]> => {
    const drawing = { modelId, ...wholeBounds(document, modelId, prompt) };
    const pages = await drawPages(document, drawing, ports, context);
    killPoint('after-picture');
    return pages;
  };
  const drawn = await drawFor(soFar.modelId);
  if (taskOf(document.options) === 'compare' && drawn.length < 2) {
    const detail = `${drawn.length} of ${document.totalPages} pictures could be drawn`;
    throw new Failure('too_few_pictures', { detail });
  }
  if (drawn.length === 0) {
    const { draft } = soFar;
    const ending = draft === null ? nothingDrawn(document, soFar, ports) : endOfDraft(draft, soFar);
    await deliverPage(document.id, await ending, ports);
    return true;
  }
  const judge = (answer: AnswerToJudge) => judgePage(answer, document.options, { layer: null });
  const partsFor = async (way: CallWay) => {
    const isAsDrawn = seesAlike(way.modelId, soFar.modelId);
    const sent = isAsDrawn ? drawn : await drawFor(way.modelId).catch(barring(context));
    if (sent.length < drawn.length)
      throw new StepBarred('not all of its pages can be drawn for it');
    return { parts: labelledPictures(document, sent), asked: askedPages(sent) };
  };
  return askForWhole(document, soFar, { prompt, judge, partsFor }, ports, context);
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
  const judge = (answer: AnswerToJudge) => judgeMerge(answer, document, answers);
  const partsFor = () => Promise.resolve({ parts, asked });
  return askForWhole(document, soFar, { prompt, judge, partsFor }, ports, context);
}

function isWhole(document: DocumentRecord): document is Document {
  return document.whole !== null;
}

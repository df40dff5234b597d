import { findModel, type Model } from '@quire/claude';
import {
  ADDRESS,
  asFailure,
  type DocumentRecord,
  endsRenderer,
  Failure,
  isWaitedOut,
  mayPass,
  pictureLabel,
  refusalOf,
  sentTokens,
  taskOf,
} from '@quire/domain';
import {
  type EncodedPicture,
  type PageRenderer,
  type PictureSpec,
  sentPictures,
  wholePictureSpecs,
} from '@quire/pages';
import { type JobContext, Postponed } from '@quire/queues';
import type { Documents, Pages } from '@quire/store';
import { deliverPage, type DeliverPorts } from '../deliver-page.ts';
import { type LocatePorts, picturePage } from '../locate-page.ts';
import { blankPage, failedPage } from '../page-record.ts';
import { quarantinePage, type QuarantinePorts } from '../quarantine-page.ts';
import type { DrawnPage } from './whole-record.ts';

export type DrawPagesPorts = DeliverPorts &
  LocatePorts &
  QuarantinePorts & {
    readonly documents: Pick<Documents, 'order' | 'plannedPage'>;
    readonly pages: Pick<Pages, 'readMany'>;
    readonly renderer: Pick<PageRenderer, 'picture'>;
  };

/** What is to be drawn, and what else the request takes. */
export interface Drawing {
  readonly modelId: string;
  readonly maxTokens: number;
  /** Of the words that go with the pictures. */
  readonly promptTokens: number;
}

/** Tokens of a label before a picture. */
const LABEL_TOKENS = 8;

/**
 * Draws a document's pages, one after the other, so that they fit one request: as each is drawn by
 * itself, else without parts, else smaller. Of no more than a request's bytes anything is kept. Blank
 * pages end here, unpaid, unless they are compared; so does what cannot be drawn.
 * @throws Failure `pictures_do_not_fit` where nothing helps, or what drawing throws and may pass
 */
export async function drawPages(
  document: DocumentRecord,
  { modelId, maxTokens, promptTokens }: Drawing,
  ports: DrawPagesPorts,
  context: Pick<JobContext, 'abandoned' | 'isLastAttempt'>,
): Promise<readonly DrawnPage[]> {
  const model = findModel(modelId);
  const numbers = await ports.documents.order(document.id, 0, document.totalPages);
  const ended = new Set((await ports.pages.readMany(document.id, numbers)).map(({ page }) => page));
  let inTheWay = '';
  for (const spec of wholePictureSpecs(document.options, model.tier, document.totalPages)) {
    const drawn: DrawnPage[] = [];
    let refusal: string | null = null;
    for (const page of numbers) {
      if (ended.has(page)) continue;
      const picture = await drawPage(document, page, { spec, modelId }, ports, context);
      if (picture === null) ended.add(page);
      else drawn.push({ page, picture });
      refusal = refusalFor(document, drawn, promptTokens, model, maxTokens);
      if (refusal !== null) break;
    }
    if (refusal === null) return drawn;
    inTheWay = refusal;
  }
  throw new Failure('pictures_do_not_fit', { detail: inTheWay });
}

/** The parts of a request, each under its label. */
export function labelledPictures(
  { options }: Pick<DocumentRecord, 'options'>,
  drawn: readonly DrawnPage[],
): { readonly label: string; readonly picture: EncodedPicture }[] {
  return drawn.flatMap(({ page, picture }) => {
    const sent = sentPictures(picture);
    return sent.map((one, at) => ({
      label: pictureLabel(
        options,
        page,
        sent.length > 1 ? { number: at + 1, of: sent.length } : undefined,
      ),
      picture: one,
    }));
  });
}

/** @returns null for a page that ended here */
async function drawPage(
  document: DocumentRecord,
  page: number,
  { spec, modelId }: { readonly spec: PictureSpec; readonly modelId: string },
  ports: DrawPagesPorts,
  { abandoned, isLastAttempt }: Pick<JobContext, 'abandoned' | 'isLastAttempt'>,
): Promise<DrawnPage['picture'] | null> {
  const soFar = {
    page,
    modelId,
    picture: null,
    attempts: 0,
    draft: null,
    drawnAs: 'plain',
  } as const;
  try {
    const planned = await ports.documents.plannedPage(document.id, page);
    const picture = await picturePage(document, { page, planned }, spec, ports, abandoned);
    if (!picture.isBlank || taskOf(document.options) === 'compare') return picture;
    await deliverPage(document.id, blankPage({ ...soFar, picture }), ports);
    return null;
  } catch (error) {
    if (abandoned.aborted) throw new Postponed(0, 'the process is ending');
    const { code, message } = asFailure(error);
    if (isWaitedOut(code)) throw error;
    const kept = endsRenderer(code) ? await quarantinePage(document, page, ports, abandoned) : null;
    // Drawn again with all the others, until its job has no attempt left.
    if (kept === null && mayPass(code) && !isLastAttempt) throw error;
    const detail = kept === null ? message : `${message} ${kept.detail}`;
    await deliverPage(document.id, failedPage(soFar, code, detail, kept?.address), ports);
    if (kept !== null) await ports.pages.forgetKills(document.id, page);
    return null;
  }
}

function refusalFor(
  document: Pick<DocumentRecord, 'options'>,
  drawn: readonly DrawnPage[],
  promptTokens: number,
  model: Model,
  maxTokens: number,
): string | null {
  const sent = drawn.flatMap(({ picture }) => sentPictures(picture));
  const pictureTokens = sent.reduce((sum, one) => sum + sentTokens(one, model.tier), 0);
  const size = {
    pictures: sent.length,
    longestSidePx: sent.reduce((longest, one) => Math.max(longest, sideOf(one, model)), 0),
    inputTokens: promptTokens + pictureTokens + sent.length * LABEL_TOKENS,
    bytes: sent.reduce((sum, { bytes }) => sum + bytes.length, 0),
  };
  const refusal = refusalOf(size, model, maxTokens);
  const step = model.longPrompt?.aboveTokens ?? Number.POSITIVE_INFINITY;
  if (refusal !== null || taskOf(document.options) === 'compare' || size.inputTokens <= step) {
    return refusal;
  }
  return `${size.inputTokens} input tokens, and above ${step} the whole request is dearer`;
}

function sideOf({ mediaType, width, height }: EncodedPicture, { tier }: Model): number {
  if (mediaType === ADDRESS) return tier.edgePx;
  return mediaType === 'application/pdf' ? 0 : Math.max(width, height);
}

import type { PlannedPage } from '../document.ts';
import { Failure } from '../failure.ts';
import type { DocumentOptions } from '../option-fields.ts';
import { largestSeen, pdfPageTokens, pictureTokens } from '../picture-size.ts';
import { taskOf } from '../resolve-options.ts';
import { refusalOf, type RequestModel, tierFor } from './request-room.ts';
import type { WholeWay } from './whole-way.ts';

/** All that the choice depends on. */
export interface WholeQuestion {
  /** Resolved: what their preset adds is in them. */
  readonly options: DocumentOptions;
  readonly pages: readonly Pick<PlannedPage, 'width' | 'height' | 'unit'>[];
  readonly model: RequestModel;
  /** Of the words that go with the pictures, guessed. */
  readonly promptTokens: number;
}

export interface WholePlan {
  /** Null where the pages' own answers are all that is wanted. */
  readonly way: WholeWay | null;
  /** In words for people. */
  readonly reason: string;
}

/** Answers that are not asked for longer fit a dense page of small type several times over. */
export const DEFAULT_MAX_TOKENS = 16_000;
/** Twice what an answer with data takes a page (`estimate-pages.ts`): a cut answer is lost altogether. */
const ANSWER_TOKENS_A_PAGE = 500;
/** `Page 123:` before each picture. */
const LABEL_TOKENS = 8;
/**
 * Of a grey scan; print has half of it, pictures of large boxes twice (docs/rendering.md). What turns
 * out to be more is drawn smaller.
 */
const BYTES_A_PIXEL = 0.15;
const PDF_PAGE_BYTES = 500_000;

/** Whether a document's answer is one for all its pages: asked for so, or pictures that are compared. */
function isAskedAsWhole(options: DocumentOptions): boolean {
  const task = taskOf(options);
  // A transcription of the whole is its pages' in order: that takes no call, and each page keeps the
  // verdict of its own text layer.
  return task === 'compare' || (options.scope === 'document' && task !== 'transcribe');
}

/**
 * Decides how a document is asked as a whole, from its plan alone, so that whoever asks decides the
 * same. Pages are taken for as large as they may be drawn: what fits here fits when it is drawn,
 * unless pages turn out to need parts (`docs/asking.md`).
 * @throws Failure `too_few_pictures` and `pictures_do_not_fit` for what cannot be compared
 */
export function planWhole(question: WholeQuestion): WholePlan {
  const { options, pages, model } = question;
  if (!isAskedAsWhole(options)) return { way: null, reason: 'each page is asked by itself' };
  const maxTokens = Math.min(options.max_tokens ?? DEFAULT_MAX_TOKENS, model.maxOutputTokens);
  const size = sizeOf(question);
  if (taskOf(options) === 'compare') {
    if (pages.length < 2) throw new Failure('too_few_pictures');
    // There is no other way for them, so their bytes are left to the drawing.
    const refusal = refusalOf({ ...size, bytes: 0 }, model, maxTokens);
    if (refusal !== null) throw new Failure('pictures_do_not_fit', { detail: refusal });
    return { way: 'one', reason: 'pictures that are compared are sent together' };
  }
  if (pages.length < 2) return { way: null, reason: 'its one page is the document' };
  const inTheWay =
    refusalOf(size, model, maxTokens) ?? costOf(size.inputTokens, pages.length, model, maxTokens);
  return inTheWay === null
    ? { way: 'one', reason: `${pages.length} pages fit one request` }
    : { way: 'merge', reason: inTheWay };
}

function sizeOf({ options, pages, model, promptTokens }: WholeQuestion) {
  const tier = tierFor(pages.length, model.tier);
  const isPdf = options.resolution === 'pdf' || options.picture === 'pdf';
  const sent = pages.map((page) => {
    // Of a picture that Claude fetches nothing is known: it may be as large as any.
    if (options.picture === 'url')
      return { side: model.tier.edgePx, tokens: tier.tokens, bytes: 0 };
    const drawn = largestSeen(page, tier);
    return isPdf && page.unit === 'pt'
      ? { side: 0, tokens: pdfPageTokens(page, tier), bytes: PDF_PAGE_BYTES }
      : {
          side: Math.ceil(Math.max(drawn.width, drawn.height)),
          tokens: pictureTokens(drawn),
          bytes: drawn.width * drawn.height * BYTES_A_PIXEL,
        };
  });
  const sum = (of: (one: (typeof sent)[number]) => number): number =>
    Math.ceil(sent.reduce((total, one) => total + of(one), 0));
  return {
    pictures: pages.length,
    longestSidePx: sent.reduce((longest, { side }) => Math.max(longest, side), 0),
    inputTokens: sum(({ tokens }) => tokens + LABEL_TOKENS) + promptTokens,
    bytes: sum(({ bytes }) => bytes),
  };
}

/** What is allowed, and yet better done page by page. */
function costOf(
  inputTokens: number,
  pages: number,
  { longPrompt }: RequestModel,
  maxTokens: number,
): string | null {
  if (longPrompt !== undefined && inputTokens > longPrompt.aboveTokens) {
    return `${inputTokens} input tokens, and above ${longPrompt.aboveTokens} the whole request is dearer`;
  }
  const answer = pages * ANSWER_TOKENS_A_PAGE;
  return answer > maxTokens
    ? `an answer of about ${answer} tokens, and max_tokens is ${maxTokens}`
    : null;
}

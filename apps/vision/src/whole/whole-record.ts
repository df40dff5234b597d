import type { DocumentRecord, FailureCode, Page, Whole, WholeWay } from '@quire/domain';
import { Failure, WHOLE } from '@quire/domain';
import type { Picture } from '@quire/pages';
import { describePicture, type PageRecord, type PageSoFar, unread } from '../page-record.ts';

/** A page of which a picture was taken for the request about the whole. */
export interface DrawnPage {
  readonly page: number;
  readonly picture: Picture;
}

/**
 * The record of an answer about the whole, from what it is as a page's. An earlier answer that is the
 * better one keeps what it was asked about.
 */
export function wholeRecord(
  record: PageRecord,
  way: WholeWay,
  asked: Whole['asked'],
): PageRecord & { readonly page: Whole } {
  const { page } = record;
  return {
    ...record,
    page: 'asked' in page ? page : { ...page, page: WHOLE, way, asked: [...asked] },
  };
}

/** What was sent, page by page; of pages that were merged no picture was. */
export function askedPages(drawn: readonly DrawnPage[]): Whole['asked'] {
  return drawn.map(({ page, picture }) => ({
    page,
    rotation: picture.rotation,
    picture: describePicture(picture),
  }));
}

/** A whole that ends without a call: nothing to ask, or nothing to merge but one page's answer. */
export function uncalledWhole(
  soFar: PageSoFar,
  way: WholeWay,
  answer: Pick<Page, 'verdict'> & Partial<Page>,
  asked: Whole['asked'],
): PageRecord & { readonly page: Whole } {
  const page = { ...unread(soFar), ...answer };
  return wholeRecord({ page, fence: null, call: null, base: 0 }, way, asked);
}

/** A whole that ends as failed. */
export function failedWhole(
  soFar: PageSoFar,
  way: WholeWay,
  { code, message }: { readonly code: FailureCode; readonly message: string },
): PageRecord & { readonly page: Whole } {
  const verdict = code === 'answer_filtered' ? 'filtered' : 'failed';
  return uncalledWhole(soFar, way, { verdict, error: { code, detail: message } }, []);
}

/**
 * The record of a page that was asked about in one request with the others. Its verdict and the
 * evidence for it are the whole's: nobody answered for the page alone. It has no text, and cost nothing by itself.
 */
export function pageOfWhole(
  { totalPages }: Pick<DocumentRecord, 'totalPages'>,
  whole: Whole,
  page: number,
): Page {
  const { way: _way, asked, ...answer } = whole;
  const own = asked.find((one) => one.page === page);
  const together = `one request for ${totalPages} pages`;
  return {
    ...answer,
    page,
    rotation: own?.rotation ?? 0,
    picture: own?.picture ?? null,
    text: '',
    data: null,
    repairs: [],
    usage: { input_tokens: 0, output_tokens: 0 },
    cost_usd: 0,
    attempts: 0,
    calls: [],
    error: whole.error && { ...whole.error, detail: `${together}: ${whole.error.detail}` },
    // One that was not in the request was not answered, whatever the answer says.
    ...(own === undefined && whole.error === null
      ? { verdict: 'failed' as const, source: 'none' as const, error: leftOut(together) }
      : {}),
  };
}

function leftOut(together: string): Page['error'] {
  const code = 'internal_error';
  return { code, detail: new Failure(code, { detail: `it was not in the ${together}` }).message };
}

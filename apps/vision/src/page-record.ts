import type { Answer } from '@quire/claude';
import {
  Failure,
  type FailureCode,
  type Judgement,
  type Page,
  type PagePicture,
  promptTokens,
  type TokenUsage,
  usd,
  type Whole,
} from '@quire/domain';
import { type Picture, pictureHash, sentPictures } from '@quire/pages';
import type { CallOutcome } from '@quire/store';
import type { KeptAnswer } from './known-answer.ts';

/** A finished page, as it is committed. */
export interface PageRecord {
  readonly page: Page | Whole;
  /** Of the claim under which it was read; null where there was none, or its call ended it. */
  readonly fence: number | null;
  /** The call that brought it; null where it ended without one. */
  readonly call: CallOutcome | null;
}

/** What is known of a page before anything was asked about it. */
export interface PageSoFar {
  readonly page: number;
  /** The model that is to read it. */
  readonly modelId: string;
  readonly picture: Picture | null;
  /** Calls made for it so far. */
  readonly attempts: number;
}

/** A page that Claude answered, whatever the verdict: what was paid for is kept. */
export function answeredPage(
  soFar: PageSoFar,
  answer: Answer,
  usage: TokenUsage,
  judgement: Judgement,
  call: CallOutcome,
): PageRecord {
  const page = {
    ...judgedPage(soFar, answer, judgement),
    usage: { input_tokens: promptTokens(usage), output_tokens: usage.outputTokens },
    cost_usd: usd(call.costMicroUsd),
    attempts: call.attempt,
  };
  return { page, fence: null, call };
}

/** A page that was answered before: paid for then, and not now. */
export function knownPage(
  soFar: PageSoFar,
  answer: KeptAnswer,
  judgement: Judgement,
  fence: number,
): PageRecord {
  return { page: { ...judgedPage(soFar, answer, judgement), cached: true }, fence, call: null };
}

/** A page that ends without an answer. @param quarantine where the page itself is kept, if it is */
export function failedPage(
  soFar: PageSoFar,
  code: FailureCode,
  detail: string,
  quarantine?: string,
): PageRecord {
  const verdict = code === 'answer_filtered' ? 'filtered' : 'failed';
  const error = { code, detail, ...(quarantine === undefined ? {} : { quarantine }) };
  return endedPage({ ...unread(soFar), verdict, error });
}

/** A page with nothing on it: found out by looking, and not paid for. */
export function blankPage(soFar: PageSoFar): PageRecord {
  return endedPage({ ...unread(soFar), verdict: 'blank' });
}

function endedPage(page: Page): PageRecord {
  return { page, fence: null, call: null };
}

function judgedPage(
  soFar: PageSoFar,
  { text, stopReason, requestId }: KeptAnswer,
  { verdict, code, detail, data, repairs, evidence }: Judgement,
): Page {
  return {
    ...unread(soFar),
    verdict,
    text,
    data,
    repairs: [...repairs],
    source: 'claude',
    request_id: requestId,
    stop_reason: stopReason,
    evidence,
    error: code && {
      code,
      detail: new Failure(code, detail === '' ? {} : { detail }).message,
    },
  };
}

/** A page of which nothing is known but what it looks like. */
export function unread({ page, modelId, picture, attempts }: PageSoFar): Page {
  return {
    page,
    verdict: 'failed',
    text: '',
    data: null,
    repairs: [],
    model: modelId,
    source: 'none',
    rotation: picture?.rotation ?? 0,
    picture: picture && describePicture(picture),
    usage: { input_tokens: 0, output_tokens: 0 },
    cost_usd: 0,
    cached: false,
    attempts,
    request_id: null,
    stop_reason: null,
    evidence: null,
    error: null,
  };
}

/** A picture as it stands in a record. */
export function describePicture(picture: Picture): PagePicture {
  return {
    width: picture.width,
    height: picture.height,
    bytes: sentPictures(picture).reduce((sum, { bytes }) => sum + bytes.length, 0),
    media_type: picture.mediaType,
    sha256: pictureHash(picture),
    dpi: picture.dpi,
    reason: picture.reason,
    tiles: picture.tiles.length,
  };
}

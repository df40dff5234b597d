import { type Answer, type CallUsage, findModel, pricesFor } from '@quire/claude';
import {
  costMicroUsd,
  Failure,
  type FailureCode,
  type Judgement,
  type Page,
  type PagePicture,
  usd,
} from '@quire/domain';
import { type Picture, pictureHash, sentPictures } from '@quire/pages';

/** A finished page and what it cost, as it is committed. */
export interface PageRecord {
  readonly page: Page;
  readonly costMicroUsd: number;
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
  usage: CallUsage,
  { verdict, code, detail, data }: Judgement,
): PageRecord {
  const cost = costMicroUsd(
    { input: usage.inputTokens, output: usage.outputTokens },
    pricesFor(findModel(soFar.modelId), usage.inputTokens),
  );
  return {
    costMicroUsd: cost,
    page: {
      ...unread(soFar),
      verdict,
      text: answer.text,
      data,
      source: 'claude',
      usage: { input_tokens: usage.inputTokens, output_tokens: usage.outputTokens },
      cost_usd: usd(cost),
      request_id: answer.requestId,
      stop_reason: answer.stopReason,
      error: code && {
        code,
        detail: new Failure(code, detail === '' ? {} : { detail }).message,
      },
    },
  };
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
  return { costMicroUsd: 0, page: { ...unread(soFar), verdict, error } };
}

/** A page with nothing on it: found out by looking, and not paid for. */
export function blankPage(soFar: PageSoFar): PageRecord {
  return { costMicroUsd: 0, page: { ...unread(soFar), verdict: 'blank' } };
}

function unread({ page, modelId, picture, attempts }: PageSoFar): Page {
  return {
    page,
    verdict: 'failed',
    text: '',
    data: null,
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
    error: null,
  };
}

function describePicture(picture: Picture): PagePicture {
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

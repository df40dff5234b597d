import type { Answer } from '@quire/claude';
import {
  addAnswer,
  type CallStep,
  Failure,
  type FailureCode,
  type Judgement,
  layerText,
  type Page,
  type PageCall,
  type PagePicture,
  promptTokens,
  type TokenUsage,
  usd,
  type Whole,
} from '@quire/domain';
import { type DrawnAs, type Picture, pictureHash, sentPictures } from '@quire/pages';
import type { PageCallOutcome } from '@quire/store';
import type { ArrivedAnswer } from './batch/arrived-answer.ts';
import type { KeptAnswer } from './known-answer.ts';

/** A finished page, as it is committed. */
export interface PageRecord {
  readonly page: Page | Whole;
  /** Of the claim under which it was read; null where there was none, or its call ended it. */
  readonly fence: number | null;
  /** The call that brought it; null where it ended without one. */
  readonly call: PageCallOutcome | null;
  /** Calls in the draft that it was built upon. */
  readonly base: number;
}

/** What is known of a page before anything was asked about it. */
export interface PageSoFar {
  readonly page: number;
  /** The model that is to read it. */
  readonly modelId: string;
  readonly picture: Picture | null;
  /** Calls made for it so far. */
  readonly attempts: number;
  /** What its answers so far come to; null before the first. */
  readonly draft: Page | null;
  /** How `picture` was drawn. */
  readonly drawnAs: DrawnAs;
  /** What came back for its call in a batch; null or missing where nothing did. */
  readonly arrived?: ArrivedAnswer | null;
}

/** A page that Claude answered, whatever the verdict: what was paid for is kept. */
export function answeredPage(
  soFar: PageSoFar,
  step: CallStep,
  answer: Answer,
  usage: TokenUsage,
  judgement: Judgement,
  call: PageCallOutcome,
): PageRecord {
  return withCall(soFar, step, call, judgement, {
    ...judgedPage(soFar, answer, judgement),
    usage: { input_tokens: promptTokens(usage), output_tokens: usage.outputTokens },
    cost_usd: usd(call.costMicroUsd),
  });
}

/** A page for which Claude refused a call without charge, for what the page is. */
export function rejectedPage(
  soFar: PageSoFar,
  step: CallStep,
  { code, detail }: { readonly code: FailureCode; readonly detail: string },
  call: PageCallOutcome,
): PageRecord {
  const { page } = failedPage(
    { ...soFar, draft: null },
    code,
    new Failure(code, { detail }).message,
  );
  const { requestId } = call;
  return withCall(soFar, step, call, { code, detail }, { ...page, request_id: requestId });
}

/** A page without an answer that can be relied on, with what its document itself says in Claude's place. */
export function layeredPage(page: Page, { layer }: Pick<Picture, 'layer'>): Page {
  return layer === null ? page : { ...page, text: layerText(layer), source: 'text-layer' };
}

/** A page that ends with the answers it has. @param base calls in the draft that lies in Redis */
export function draftedPage(page: Page, attempts: number, base: number): PageRecord {
  return { page: { ...page, attempts }, fence: null, call: null, base };
}

function withCall(
  { draft, modelId }: PageSoFar,
  step: CallStep,
  call: PageCallOutcome,
  { code, detail }: Pick<Judgement, 'code' | 'detail'>,
  page: Page,
): PageRecord {
  const { verdict, usage, cost_usd, stop_reason, request_id } = page;
  const told: PageCall = {
    step,
    model: modelId,
    verdict,
    code,
    detail,
    stop_reason,
    usage,
    cost_usd,
    request_id,
  };
  const answered = { ...page, attempts: call.attempt, calls: [told] };
  return {
    page: addAnswer(draft, answered),
    fence: null,
    call,
    base: draft?.calls.length ?? 0,
  };
}

/** A page that was answered before: paid for then, and not now. */
export function knownPage(
  soFar: PageSoFar,
  answer: KeptAnswer,
  judgement: Judgement,
  fence: number,
): PageRecord {
  const page = { ...judgedPage(soFar, answer, judgement), cached: true };
  const base = soFar.draft?.calls.length ?? 0;
  return { page: addAnswer(soFar.draft, page), fence, call: null, base };
}

/**
 * A page that ends without an answer, or without a further one: then with those it has.
 * @param quarantine where the page itself is kept, if it is
 */
export function failedPage(
  soFar: PageSoFar,
  code: FailureCode,
  detail: string,
  quarantine?: string,
): PageRecord {
  const kept = quarantine === undefined ? {} : { quarantine };
  const { draft } = soFar;
  if (draft !== null) {
    const told = draft.error && { ...draft.error, ...kept };
    return draftedPage({ ...draft, error: told }, soFar.attempts, draft.calls.length);
  }
  const verdict = code === 'answer_filtered' ? 'filtered' : 'failed';
  const error = { code, detail, ...kept };
  return endedPage({ ...unread(soFar), verdict, error });
}

/** A page with nothing on it: found out by looking, and not paid for. */
export function blankPage(soFar: PageSoFar): PageRecord {
  return endedPage({ ...unread(soFar), verdict: 'blank' });
}

function endedPage(page: Page): PageRecord {
  return { page, fence: null, call: null, base: 0 };
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
export function unread(soFar: PageSoFar): Page {
  const { page, modelId, picture, attempts, drawnAs } = soFar;
  // Drawn again by another version it may be another picture: what was sent stands on record.
  const sent = soFar.arrived?.picture ?? null;
  return {
    page,
    verdict: 'failed',
    text: '',
    data: null,
    repairs: [],
    model: modelId,
    source: 'none',
    rotation: sent === null ? (picture?.rotation ?? 0) : (soFar.arrived?.rotation ?? 0),
    picture: sent ?? (picture && describePicture(picture, drawnAs)),
    usage: { input_tokens: 0, output_tokens: 0 },
    cost_usd: 0,
    cached: false,
    attempts,
    calls: [],
    request_id: null,
    stop_reason: null,
    evidence: null,
    error: null,
  };
}

/** A picture as it stands in a record. */
export function describePicture(picture: Picture, drawnAs: DrawnAs = 'plain'): PagePicture {
  return {
    width: picture.width,
    height: picture.height,
    bytes: sentPictures(picture).reduce((sum, { bytes }) => sum + bytes.length, 0),
    media_type: picture.mediaType,
    sha256: pictureHash(picture),
    dpi: picture.dpi,
    reason: picture.reason,
    tiles: picture.tiles.length,
    cut: drawnAs === 'cut',
    smaller: drawnAs === 'smaller',
  };
}

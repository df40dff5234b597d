import type { PictureTier } from '../picture-size.ts';

/** What has to be known of a model to say what one request to it may hold. */
export interface RequestModel {
  readonly tier: PictureTier;
  /** Prompt and answer together are never longer. */
  readonly contextTokens: number;
  readonly maxOutputTokens: number;
  /** A longer prompt makes the whole request dearer, where the model has such a step. */
  readonly longPrompt?: { readonly aboveTokens: number } | undefined;
}

/** What a request with many pictures would hold. Pages sent as PDFs count as pictures do. */
export interface RequestSize {
  readonly pictures: number;
  /** The longest side of any picture, in pixels. */
  readonly longestSidePx: number;
  /** Of all pictures and words. */
  readonly inputTokens: number;
  /** Of the pictures, before base64 makes four of three. */
  readonly bytes: number;
}

/** Above 1M of context 600 pictures, below it 100; PDF pages share that cap (vision page, August 2026). */
const MOST_PICTURES = { long: 600, short: 100 };
const LONG_CONTEXT_TOKENS = 1_000_000;
/** With more pictures than this in one request, no side of any may be longer than `MANY_SIDE_PX`. */
const MANY_PICTURES = 20;
const MANY_SIDE_PX = 2_000;
/**
 * 32 MB a request, refused in front of the API (errors page). In the smaller of its two readings, less
 * 1 MB for words and JSON, as base64.
 */
export const MOST_PICTURE_BYTES = Math.floor((31_000_000 * 3) / 4);

/** The tier that pictures of a request of so many keep to: its side shrinks where they are many. */
export function tierFor(pictures: number, { edgePx, tokens }: PictureTier): PictureTier {
  if (pictures <= MANY_PICTURES) return { edgePx, tokens };
  return { edgePx: Math.min(edgePx, MANY_SIDE_PX), tokens };
}

/** Why a request would be refused as it is; null where nothing is in its way. */
export function refusalOf(
  { pictures, longestSidePx, inputTokens, bytes }: RequestSize,
  { contextTokens }: RequestModel,
  maxTokens: number,
): string | null {
  const most = contextTokens >= LONG_CONTEXT_TOKENS ? MOST_PICTURES.long : MOST_PICTURES.short;
  if (pictures > most) return `${pictures} pictures, and a request takes ${most}`;
  if (pictures > MANY_PICTURES && longestSidePx > MANY_SIDE_PX) {
    return `a side of ${longestSidePx} px, and of ${pictures} pictures none may be above ${MANY_SIDE_PX}`;
  }
  if (bytes > MOST_PICTURE_BYTES) {
    return `${bytes} bytes of pictures, and a request takes ${MOST_PICTURE_BYTES}`;
  }
  if (inputTokens + maxTokens > contextTokens) {
    return `${inputTokens} input tokens and ${maxTokens} for the answer, and the context is ${contextTokens}`;
  }
  return null;
}

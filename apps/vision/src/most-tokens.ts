import { findModel } from '@quire/claude';
import { DEFAULT_MAX_TOKENS, type DocumentOptions } from '@quire/domain';
import type { CallWay } from './call-way.ts';

/** The most that a client may ask for (`max_tokens`); no page of print is as long. */
const WITH_ROOM_MAX_TOKENS = 64_000;

/**
 * How long the answer to a call may be. What a client says is a bound of the bill, and holds for each call
 * of a page; unsaid, an answer that was cut is asked for with more room.
 * @returns output tokens
 */
export function mostTokens(
  { modelId, hasRoom }: Pick<CallWay, 'modelId' | 'hasRoom'>,
  { max_tokens: bound }: DocumentOptions,
): number {
  const unbounded = hasRoom ? WITH_ROOM_MAX_TOKENS : DEFAULT_MAX_TOKENS;
  return Math.min(bound ?? unbounded, findModel(modelId).maxOutputTokens);
}

import type { LayerTokens } from './layer-tokens.ts';
import type { Matching } from './match-tokens.ts';

/** Of the tokens after the answer's end, so many must be missing for the answer to end there. */
const MOST_OF_REST = 0.85;
/** The last words of an answer may have been paired with the same words elsewhere. */
const ENDS_TRIED = 5;

export interface MissingEnd {
  readonly tokens: number;
  readonly weight: number;
}

/**
 * What of the page would have come after the answer's last words, and did not. Of the orders in which
 * the page may be read, the one that explains most counts.
 */
export function missingEnd(
  { tokens, orders }: Pick<LayerTokens, 'tokens' | 'orders'>,
  { ofAnswer, ofLayer }: Matching,
): MissingEnd {
  const lastRead: number[] = [];
  for (let at = ofAnswer.length - 1; at >= 0 && lastRead.length < ENDS_TRIED; at -= 1) {
    const place = ofAnswer[at] ?? -1;
    if (place >= 0) lastRead.push(place);
  }
  let most: MissingEnd = { tokens: 0, weight: 0 };
  for (const order of orders()) {
    const placeInOrder = new Int32Array(tokens.length);
    for (const [place, at] of order.entries()) placeInOrder[at] = place;
    for (const last of lastRead) {
      const end = restAfter(placeInOrder[last] ?? 0, order, tokens, ofLayer);
      if (end.weight > most.weight) most = end;
    }
  }
  return most;
}

function restAfter(
  place: number,
  order: readonly number[],
  tokens: LayerTokens['tokens'],
  ofLayer: Int32Array,
): MissingEnd {
  let all = 0;
  let missing = { tokens: 0, weight: 0 };
  let atOnce = missing;
  let isAtOnce = true;
  for (const at of order.slice(place + 1)) {
    const token = tokens[at];
    if (token === undefined || token.isOptional) continue;
    all += token.weight;
    if (ofLayer[at] !== -1) isAtOnce = false;
    else missing = { tokens: missing.tokens + 1, weight: missing.weight + token.weight };
    if (isAtOnce) atOnce = missing;
  }
  return missing.weight >= all * MOST_OF_REST ? missing : atOnce;
}

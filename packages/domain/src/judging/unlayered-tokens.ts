import type { LayerTokens } from './layer-tokens.ts';
import type { PlaceOnPage } from './page-facts.ts';
import type { Token } from './tokens.ts';

/** Nobody prints more than a letter on so much of a page, in points: 6 pt type, closely set. */
const LEAST_AREA_OF_LETTER = 18;
/** A picture's words are read before or after the line beside which it lies, give or take. */
const NEAR_PT = 24;

/**
 * Which unpaired tokens of an answer need not stand in the layer: 1. The reader's asides, what is in
 * formulas, and what may be read in a picture that lies where the answer says it, as far as there is
 * room in it.
 * @param ofAnswer the layer's token for each of the answer's, −1 where it has none
 */
export function unlayeredTokens(
  answer: readonly Token[],
  { tokens, unlayered }: Pick<LayerTokens, 'tokens' | 'unlayered'>,
  ofAnswer: Int32Array,
): Uint8Array {
  const excused = new Uint8Array(answer.length);
  const room = unlayered?.map(({ width, height }) => (width * height) / LEAST_AREA_OF_LETTER);
  for (let from = 0; from < answer.length; from += 1) {
    if (ofAnswer[from] !== -1) continue;
    let to = from;
    while (to < answer.length && ofAnswer[to] === -1) to += 1;
    const near = nearPlaces(unlayered ?? [], {
      top: tokens[lastPaired(ofAnswer, from)]?.top ?? Number.NEGATIVE_INFINITY,
      bottom:
        tokens[ofAnswer.subarray(to).find((at) => at >= 0) ?? -1]?.bottom ??
        Number.POSITIVE_INFINITY,
    });
    for (let at = from; at < to; at += 1) {
      const { part, weight } = answer[at] ?? { part: 'text', weight: 0 };
      const place = near.find((one) => (room?.[one] ?? 0) >= weight);
      if (part !== 'text') excused[at] = 1;
      else if (place !== undefined && room !== undefined) {
        room[place] = (room[place] ?? 0) - weight;
        excused[at] = 1;
      }
    }
    from = to;
  }
  return excused;
}

function lastPaired(ofAnswer: Int32Array, before: number): number {
  for (let at = before - 1; at >= 0; at -= 1) {
    const paired = ofAnswer[at] ?? -1;
    if (paired >= 0) return paired;
  }
  return -1;
}

/** Places beside the words before and after, or between them; a column's end may lie below its next. */
function nearPlaces(
  places: readonly PlaceOnPage[],
  { top, bottom }: { readonly top: number; readonly bottom: number },
): number[] {
  const [from, to] = top < bottom ? [top, bottom] : [bottom, top];
  return places.flatMap(({ y, height }, at) =>
    y < to + NEAR_PT && y + height > from - NEAR_PT ? [at] : [],
  );
}

import type { LayerTokens } from './layer-tokens.ts';
import type { PlaceOnPage } from './page-facts.ts';
import type { Token } from './tokens.ts';

/** Points of a page that a letter takes: 10 pt type on 12. */
const AREA_OF_LETTER = 60;
/** A picture's words are read between the lines above and below it, give or take a line. */
const NEAR_PT = 12;

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
  const room = unlayered?.map(({ width, height }) => (width * height) / AREA_OF_LETTER);
  for (let from = 0; from < answer.length; from += 1) {
    if (ofAnswer[from] !== -1) continue;
    let to = from;
    while (to < answer.length && ofAnswer[to] === -1) to += 1;
    const near = nearPlaces(unlayered ?? [], {
      top: tokens[nearestSolid(ofAnswer, from - 1, -1)]?.bottom ?? Number.NEGATIVE_INFINITY,
      bottom: tokens[nearestSolid(ofAnswer, to, 1)]?.top ?? Number.POSITIVE_INFINITY,
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

/** The layer's token of the next in this direction that is paired beside its neighbour; −1 for none. */
function nearestSolid(ofAnswer: Int32Array, from: number, step: 1 | -1): number {
  for (let at = from; at >= 0 && at < ofAnswer.length; at += step) {
    const paired = ofAnswer[at] ?? -1;
    // A single word may have been paired with the same word anywhere.
    if (paired >= 0 && ofAnswer[at + step] === paired + step) return paired;
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

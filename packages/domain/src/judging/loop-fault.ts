import type { Comparison } from './compare-with-layer.ts';
import type { Fault } from './fault.ts';
import type { Loop, Repetition } from './loops.ts';
import type { Token } from './tokens.ts';

/** Of a loop's words, the page must lack so many: tables repeat what stands there. */
const LEAST_ADDED = 0.4;
const LEAST_ADDED_WORDS = 6;
/** Outside its loops the answer must be about this page, else it is another page's refrain. */
const LEAST_RIGHT_OUTSIDE = 0.8;
const LEAST_PAIRED_OUTSIDE = 0.3;
/** A paragraph that comes twice is a loop already, a few words are not. */
const LEAST_TIMES_OFF_PAGE = 3;
const LEAST_PERIOD_OF_TWO = 15;
const RECALL_OF_THIS_PAGE = 0.9;
/** Labels of a picture come again, its paragraphs do not. */
const LEAST_PERIOD_IN_PICTURE = 8;
const LEAST_TIMES_IN_PICTURE = 3;

/** Sheets of equal numbers are no loops: of what comes again, so much must be letters. */
const LEAST_LETTERS = 0.5;
/**
 * How often something comes again before it is a loop, where no text layer says what the page holds:
 * a refrain has four lines, a form ten equal ones, a model's loop goes on for hundreds of words.
 */
const LEAST_TIMES: readonly (readonly [longestPeriod: number, times: number])[] = [
  [2, 16],
  [10, 8],
  [25, 5],
  [Number.POSITIVE_INFINITY, 5],
];
/** A cell for each two words: a sheet, whose cells may well be equal. */
const WORDS_OF_CELL = 2;

type LayerSays = Pick<Comparison, 'isUnpaired' | 'isStray' | 'isAdded' | 'recall'>;

/**
 * The loop in an answer, if there is one.
 * @param layer which tokens a sound text layer lacks; null where there is none to ask
 * @param lines of the plain text in which the tokens stand
 */
export function loopFault(
  tokens: readonly Token[],
  { loops }: Repetition,
  layer: LayerSays | null,
  lines: readonly string[],
): Fault | null {
  const loop =
    layer === null
      ? loops.find((one) => isTelling(one, tokens, lines))
      : isOfThisPage(loops, layer) && loops.find((one) => isOffPage(one, layer, tokens, lines));
  if (!loop) return null;
  const times = Math.floor((loop.end - loop.start) / loop.period);
  const what = loop.period === 1 ? 'a word comes' : `${loop.period} words come`;
  return {
    verdict: 'repeated',
    code: 'answer_repeated',
    reason: 'loop',
    detail: `${what} ${times} times in a row`,
  };
}

function isOfThisPage(loops: readonly Loop[], { isAdded, isUnpaired, recall }: LayerSays): boolean {
  if (recall >= RECALL_OF_THIS_PAGE) return true;
  const isOutside = Uint8Array.from(isAdded, () => 1);
  for (const { start, end } of loops) isOutside.fill(0, start, end);
  let [words, added, unpaired] = [0, 0, 0];
  for (const [at, outside] of isOutside.entries()) {
    words += outside;
    added += outside * (isAdded[at] ?? 0);
    unpaired += outside * (isUnpaired[at] ?? 0);
  }
  return (
    added <= words * (1 - LEAST_RIGHT_OUTSIDE) && unpaired <= words * (1 - LEAST_PAIRED_OUTSIDE)
  );
}

/**
 * Words that the page has, but not one after the other, and words that may lie in a picture: there only
 * counts what would be a loop without a layer too.
 */
function isOffPage(
  loop: Loop,
  { isStray, isAdded }: LayerSays,
  tokens: readonly Token[],
  lines: readonly string[],
): boolean {
  const { start, end, period } = loop;
  const isMostly = (which: Uint8Array): boolean => {
    const count = which.subarray(start, end).reduce((sum, one) => sum + one, 0);
    return count >= LEAST_ADDED_WORDS && count >= (end - start) * LEAST_ADDED;
  };
  const times = (end - start) / period;
  if (times < LEAST_TIMES_OFF_PAGE && period < LEAST_PERIOD_OF_TWO) return false;
  if (isMostly(isAdded)) return !isSheet(loop, tokens, lines);
  if (!isMostly(isStray)) return false;
  const isParagraph = period >= LEAST_PERIOD_IN_PICTURE && times >= LEAST_TIMES_IN_PICTURE;
  return (isParagraph && !isSheet(loop, tokens, lines)) || isTelling(loop, tokens, lines);
}

function isTelling(
  { start, end, period }: Loop,
  tokens: readonly Token[],
  lines: readonly string[],
): boolean {
  const times = (end - start) / period;
  const [, least = 3] = LEAST_TIMES.find(([longest]) => period <= longest) ?? [];
  if (times < least) return false;
  const again = tokens.slice(start, start + period);
  const weight = again.reduce((sum, one) => sum + one.weight, 0);
  const letters = again.reduce((sum, one) => sum + (one.isNumber ? 0 : one.weight), 0);
  if (letters < weight * LEAST_LETTERS) return false;
  return !isSheet({ start, end, period }, tokens, lines);
}

/** Cells of a word or two that come again within their row: "yes | yes | no | yes". */
function isSheet(
  { start, end, period }: Loop,
  tokens: readonly Token[],
  lines: readonly string[],
): boolean {
  const [from = 0, to = 0] = [tokens[start]?.line, tokens[end - 1]?.line];
  const rows = lines.slice(from, to + 1);
  const cells = rows.reduce((sum, row) => sum + row.split('|').length - 1, 0);
  const wordsOfRow = (end - start) / Math.max(1, rows.length);
  return cells * WORDS_OF_CELL >= end - start && period < wordsOfRow * 1.5;
}

/** Of an answer's words, those that are part of a loop; evidence, whatever it means. */
export function periodicShare(tokens: readonly Token[], { loops }: Repetition): number {
  const isInLoop = new Uint8Array(tokens.length);
  for (const { start, end } of loops) isInLoop.fill(1, start, end);
  return tokens.length === 0 ? 0 : isInLoop.reduce((sum, one) => sum + one, 0) / tokens.length;
}

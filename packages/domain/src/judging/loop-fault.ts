import type { Fault } from './fault.ts';
import type { Loop, Repetition } from './loops.ts';
import type { Token } from './tokens.ts';

/** Of a loop's words, the page must lack so many: tables repeat what stands there. */
const LEAST_ADDED = 0.4;
const LEAST_ADDED_WORDS = 6;

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
  [Number.POSITIVE_INFINITY, 3],
];
/** A cell for each two words: a sheet, whose cells may well be equal. */
const WORDS_OF_CELL = 2;

/**
 * The loop in an answer, if there is one.
 * @param isAdded which tokens a sound text layer lacks (1); null where there is none to ask
 * @param lines of the plain text in which the tokens stand
 */
export function loopFault(
  tokens: readonly Token[],
  { loops }: Repetition,
  isAdded: Uint8Array | null,
  lines: readonly string[],
): Fault | null {
  const loop = loops.find((one) =>
    isAdded === null ? isTelling(one, tokens, lines) : isOffPage(one, isAdded),
  );
  if (loop === undefined) return null;
  const times = Math.floor((loop.end - loop.start) / loop.period);
  const what = loop.period === 1 ? 'a word comes' : `${loop.period} words come`;
  return {
    verdict: 'repeated',
    code: 'answer_repeated',
    reason: 'loop',
    detail: `${what} ${times} times in a row`,
  };
}

function isOffPage({ start, end }: Loop, isAdded: Uint8Array): boolean {
  const added = isAdded.subarray(start, end).reduce((sum, one) => sum + one, 0);
  return added >= LEAST_ADDED_WORDS && added >= (end - start) * LEAST_ADDED;
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
  return !isSheet(tokens.slice(start, end), lines, period);
}

/** Cells of a word or two that come again within their row: "yes | yes | no | yes". */
function isSheet(tokens: readonly Token[], lines: readonly string[], period: number): boolean {
  const [from = 0, to = 0] = [tokens[0]?.line, tokens.at(-1)?.line];
  const rows = lines.slice(from, to + 1);
  const cells = rows.reduce((sum, row) => sum + row.split('|').length - 1, 0);
  const wordsOfRow = tokens.length / Math.max(1, rows.length);
  return cells * WORDS_OF_CELL >= tokens.length && period < wordsOfRow * 1.5;
}

/** Of an answer's words, those that are part of a loop; evidence, whatever it means. */
export function periodicShare(tokens: readonly Token[], { loops }: Repetition): number {
  const isInLoop = new Uint8Array(tokens.length);
  for (const { start, end } of loops) isInLoop.fill(1, start, end);
  return tokens.length === 0 ? 0 : isInLoop.reduce((sum, one) => sum + one, 0) / tokens.length;
}

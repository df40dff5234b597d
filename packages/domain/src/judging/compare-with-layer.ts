import { type MissingEnd, missingEnd } from './end-of-answer.ts';
import { joinAsIn } from './join-as-in.ts';
import type { LayerToken, LayerTokens } from './layer-tokens.ts';
import { matchAnswer } from './match-tokens.ts';
import { settleGaps } from './settle-gaps.ts';
import type { Token } from './tokens.ts';
import { unlayeredTokens } from './unlayered-tokens.ts';

/** Tokens in a row, and their letters. */
interface Stretch {
  readonly tokens: number;
  readonly weight: number;
}

/** How an answer stands to what the page itself says. Shares are of letters, 0 to 1. */
export interface Comparison {
  /** Of what the page says and may not be left out. */
  readonly recall: number;
  /** Of what the answer says and the page could not say elsewhere than in its layer. */
  readonly precision: number;
  /** Of all the answer says, that which the page says: whatever may be said besides. */
  readonly support: number;
  /** Of neighbours in the answer that are neighbours on the page. */
  readonly order: number;
  readonly longestMissing: Stretch;
  readonly longestAdded: Stretch;
  /** The longest of the page's rows of which nothing was read. */
  readonly rowMissing: Stretch;
  readonly missing: Stretch;
  readonly added: Stretch;
  readonly numbersMissing: readonly string[];
  readonly numbersAdded: readonly string[];
  /** Numbers that took another's place. */
  readonly numbersChanged: number;
  readonly slips: number;
  /** Of the layer. */
  readonly words: number;
  readonly numbersInLayer: number;
  readonly end: MissingEnd;
  /** The answer's, with those joined that are one on the page. */
  readonly tokens: readonly Token[];
  /** Which of them the page cannot have: 1. */
  readonly isAdded: Uint8Array;
  /** Which of them the layer does not have, wherever else they may stand: 1. */
  readonly isUnpaired: Uint8Array;
  /** Which of them stand beside no word that is beside them on the page. */
  readonly isStray: Uint8Array;
}

/** So many numbers are looked through one by one for those that changed place and digits. */
const MOST_NUMBERS_COMPARED = 30;

/** Holds an answer's tokens against a sound layer's. */
export function compareWithLayer(said: readonly Token[], layer: LayerTokens): Comparison {
  const { tokens } = layer;
  const answer = joinAsIn(said, tokens);
  const matching = matchAnswer(answer, tokens);
  const { ofAnswer, ofLayer } = matching;
  const { slips, changed } = settleGaps(answer, tokens, matching);
  const excused = unlayeredTokens(answer, layer, ofAnswer);
  const isMissing = marked(tokens.length, (at) => ofLayer[at] === -1 && !tokens[at]?.isOptional);
  const isAdded = marked(answer.length, (at) => ofAnswer[at] === -1 && excused[at] === 0);
  const missing = sumOf(tokens, isMissing);
  const added = sumOf(answer, isAdded);
  const numbersMissing = numbersOf(tokens, isMissing);
  const numbersAdded = numbersOf(answer, isAdded);
  const wanted = tokens.reduce((sum, one) => sum + (one.isOptional ? 0 : one.weight), 0);
  const counted = answer.reduce((sum, one, at) => sum + (excused[at] === 1 ? 0 : one.weight), 0);
  return {
    recall: wanted === 0 ? 1 : 1 - missing.weight / wanted,
    precision: counted === 0 ? 1 : 1 - added.weight / counted,
    support: supportOf(answer, ofAnswer),
    order: orderOf(ofAnswer),
    longestMissing: longestOf(tokens, isMissing),
    longestAdded: longestOf(answer, isAdded),
    rowMissing: rowMissing(tokens, isMissing),
    missing,
    added,
    numbersMissing,
    numbersAdded,
    numbersChanged: Math.max(
      changed.filter((at) => isMissing[at] === 1).length,
      changedElsewhere(numbersMissing, numbersAdded),
    ),
    slips,
    words: tokens.length,
    numbersInLayer: tokens.filter(({ isNumber }) => isNumber).length,
    end: missing.tokens === 0 ? { tokens: 0, weight: 0 } : missingEnd(layer, matching),
    tokens: answer,
    isAdded,
    isUnpaired: marked(answer.length, (at) => ofAnswer[at] === -1),
    isStray: marked(answer.length, (at) => isStray(ofAnswer, ofAnswer[at] ?? -1, at)),
  };
}

/** 1 where it is so. By hand: `Uint8Array.from` walks by iterators, which took a tenth of all judging. */
function marked(count: number, isSo: (at: number) => boolean): Uint8Array {
  const marks = new Uint8Array(count);
  for (let at = 0; at < count; at += 1) if (isSo(at)) marks[at] = 1;
  return marks;
}

function sumOf(tokens: readonly Token[], isCounted: Uint8Array): Stretch {
  const sum = { tokens: 0, weight: 0 };
  // What is missing or added is mostly nothing: looked for, not walked through.
  for (let at = isCounted.indexOf(1); at !== -1; at = isCounted.indexOf(1, at + 1)) {
    sum.tokens += 1;
    sum.weight += tokens[at]?.weight ?? 0;
  }
  return sum;
}

function longestOf(tokens: readonly (Token | LayerToken)[], isCounted: Uint8Array): Stretch {
  let longest = { tokens: 0, weight: 0 };
  if (!isCounted.includes(1)) return longest;
  let stretch = longest;
  for (const [at, token] of tokens.entries()) {
    // What may be left out, or was accounted for by the reader's own words, parts no stretch.
    if ('isOptional' in token ? token.isOptional : token.part === 'aside') continue;
    stretch =
      isCounted[at] === 1
        ? { tokens: stretch.tokens + 1, weight: stretch.weight + token.weight }
        : { tokens: 0, weight: 0 };
    if (stretch.weight > longest.weight) longest = stretch;
  }
  return longest;
}

function rowMissing(tokens: readonly LayerToken[], isMissing: Uint8Array): Stretch {
  if (!isMissing.includes(1)) return { tokens: 0, weight: 0 };
  const rows = new Map<number, Stretch>();
  for (const [at, { row, weight }] of tokens.entries()) {
    const { tokens: count, weight: sum } = rows.get(row) ?? { tokens: 0, weight: 0 };
    // One word that was read, or may be left out, and the row is not wholly missing.
    const letters = isMissing[at] === 1 ? sum + weight : Number.NEGATIVE_INFINITY;
    rows.set(row, { tokens: count + 1, weight: letters });
  }
  let longest = { tokens: 0, weight: 0 };
  for (const stretch of rows.values()) if (stretch.weight > longest.weight) longest = stretch;
  return longest;
}

function numbersOf(tokens: readonly Token[], isCounted: Uint8Array): string[] {
  if (!isCounted.includes(1)) return [];
  return tokens
    .filter(({ isNumber }, at) => isNumber && isCounted[at] === 1)
    .map(({ text }) => text);
}

function isStray(ofAnswer: Int32Array, paired: number, at: number): boolean {
  if (paired < 0) return paired === -1;
  return ofAnswer[at - 1] !== paired - 1 && ofAnswer[at + 1] !== paired + 1;
}

function supportOf(answer: readonly Token[], ofAnswer: Int32Array): number {
  let [paired, all] = [0, 0];
  for (const [at, { weight }] of answer.entries()) {
    all += weight;
    if (ofAnswer[at] !== -1) paired += weight;
  }
  return all === 0 ? 0 : paired / all;
}

function orderOf(ofAnswer: Int32Array): number {
  let pairs = 0;
  let inOrder = 0;
  for (let at = 1; at < ofAnswer.length; at += 1) {
    const [one = -1, next = -1] = [ofAnswer[at - 1], ofAnswer[at]];
    if (one < 0 || next < 0) continue;
    pairs += 1;
    if (next === one + 1) inOrder += 1;
  }
  return pairs === 0 ? 1 : inOrder / pairs;
}

/** Shorter ones are marks of notes and items, that readers drop and add. */
const LEAST_DIGITS = 2;

/** A number that is gone, and one as long that came. */
function changedElsewhere(missing: readonly string[], added: readonly string[]): number {
  const left = added.slice(0, MOST_NUMBERS_COMPARED);
  let changed = 0;
  for (const one of missing.slice(0, MOST_NUMBERS_COMPARED)) {
    const at = left.findIndex(({ length }) => length === one.length && length >= LEAST_DIGITS);
    if (at === -1) continue;
    left.splice(at, 1);
    changed += 1;
  }
  return changed;
}

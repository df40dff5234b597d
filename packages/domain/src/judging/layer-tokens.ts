import type { PageFacts, PageLayer } from './page-facts.ts';
import { marginWords, pageRows } from './page-rows.ts';
import { readingOrders } from './reading-orders.ts';
import { standingWords, type StandingWord } from './standing-words.ts';
import { type Token, tokensOf } from './tokens.ts';

export interface LayerToken extends Token {
  /** Whether an answer may leave it out: header, footer, page number, watermark. */
  readonly isOptional: boolean;
  /** Which row of the page it stands in, from the top; −1 for words that stand askew. */
  readonly row: number;
  /** Top and bottom of its word on the page. */
  readonly top: number;
  readonly bottom: number;
}

export interface LayerTokens {
  readonly tokens: readonly LayerToken[];
  /** Orders in which the page may be read, each the tokens' places in `tokens`. */
  readonly orders: () => readonly (readonly number[])[];
  readonly unlayered: PageLayer['unlayered'];
}

const HYPHEN_AT_END = /\p{L}[-\u00AD\u2010]$/u;
const STARTS_LOWER = /^\p{Ll}/u;

/** A sound layer as tokens, with words that were parted at the end of a line put together. */
export function layerTokens(
  layer: PageLayer,
  { dropsMargins }: Pick<PageFacts, 'dropsMargins'>,
): LayerTokens {
  const page = standingWords(layer);
  const { words } = page;
  const rows = pageRows(words);
  const optional = marginWords(page, rows, dropsMargins);
  const rowOfWord = new Int32Array(words.length).fill(-1);
  for (const [row, one] of rows.entries()) for (const at of one.words) rowOfWord[at] = row;
  const tokens: LayerToken[] = [];
  const tokensOfWord: number[][] = words.map(() => []);
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at];
    if (word === undefined) continue;
    const first = at;
    let { text } = word;
    for (let next = words[at + 1]; isParted(text, words[at], next); next = words[at + 1]) {
      text = text.slice(0, -1) + next.text;
      at += 1;
    }
    for (const token of tokensOf(text)) {
      tokensOfWord[first]?.push(tokens.length);
      tokens.push({
        ...token,
        isOptional: optional.has(first),
        row: rowOfWord[first] ?? -1,
        top: word.y,
        bottom: word.y + word.height,
      });
    }
  }
  return {
    tokens,
    unlayered: page.unlayered,
    orders: () =>
      readingOrders(words, rows).map((order) => order.flatMap((at) => tokensOfWord[at] ?? [])),
  };
}

function isParted(
  text: string,
  word: StandingWord | undefined,
  next: StandingWord | undefined,
): next is StandingWord {
  if (word === undefined || next === undefined || !HYPHEN_AT_END.test(text)) return false;
  const isOnNextLine = next.x < word.x || next.y > word.y + word.height * 0.5;
  return isOnNextLine && STARTS_LOWER.test(next.text);
}

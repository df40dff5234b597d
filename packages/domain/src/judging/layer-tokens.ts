import { joinAsIn } from './join-as-in.ts';
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

/** Line ends, and what `plainText` puts around parts: in a word of the page they mean nothing. */
const SIGN_OF_OURS = /[\n\u{E000}-\u{E002}]/u;
const SIGNS_OF_OURS = /[\n\u{E000}-\u{E002}]/gu;
const HYPHEN_AT_END = /\p{L}[-\u00AD\u2010]$/u;
const STARTS_LOWER = /^\p{Ll}/u;

/**
 * A sound layer as tokens. Words that were parted at the end of a line are put together, and so is
 * what the answer has as one.
 */
export function layerTokens(
  layer: PageLayer,
  { dropsMargins }: Pick<PageFacts, 'dropsMargins'>,
  answer: readonly Token[],
): LayerTokens {
  const page = standingWords(layer);
  const { words } = page;
  const rows = pageRows(words);
  const optional = marginWords(page, rows, dropsMargins);
  const rowOfWord = new Int32Array(words.length).fill(-1);
  for (const [row, one] of rows.entries()) for (const at of one.words) rowOfWord[at] = row;
  const tokensOfWord: number[][] = words.map(() => []);
  // One word a line, so that a token's line says which word it is of.
  const written = joinAsIn(tokensOf(wholeWords(words).join('\n')), answer);
  const tokens = written.map((token, at): LayerToken => {
    const word = words[token.line];
    tokensOfWord[token.line]?.push(at);
    return {
      ...token,
      isOptional: optional.has(token.line),
      row: rowOfWord[token.line] ?? -1,
      top: word?.y ?? 0,
      bottom: (word?.y ?? 0) + (word?.height ?? 0),
    };
  });
  return {
    tokens,
    unlayered: page.unlayered,
    orders: () =>
      readingOrders(words, rows).map((order) => order.flatMap((at) => tokensOfWord[at] ?? [])),
  };
}

/** The words' texts; of a word parted at the end of a line its beginning has all, the rest nothing. */
function wholeWords(words: readonly StandingWord[]): string[] {
  const texts = words.map(({ text }) =>
    SIGN_OF_OURS.test(text) ? text.replaceAll(SIGNS_OF_OURS, ' ') : text,
  );
  for (let at = texts.length - 1; at > 0; at -= 1) {
    const [before = '', text = ''] = [texts[at - 1], texts[at]];
    if (!isParted(before, words[at - 1], words[at])) continue;
    texts[at - 1] = before.slice(0, -1) + text;
    texts[at] = '';
  }
  return texts;
}

function isParted(
  text: string,
  word: StandingWord | undefined,
  next: StandingWord | undefined,
): boolean {
  if (word === undefined || next === undefined || !HYPHEN_AT_END.test(text)) return false;
  const isOnNextLine = next.x < word.x || next.y > word.y + word.height * 0.5;
  return isOnNextLine && STARTS_LOWER.test(next.text);
}

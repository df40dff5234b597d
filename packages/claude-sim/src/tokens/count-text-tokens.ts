/** Characters to a token of the tokenizer before 4.7, in plain English. */
const CHARS_PER_TOKEN = 4;
/** Claude 4.7 and later need about 30 % more tokens for the same text. */
const NEW_TOKENIZER_FACTOR = 1.3;

/** Tokens of a text, estimated: the one rule by which input and output are counted here. */
export function countTextTokens(chars: number, newTokenizer: boolean): number {
  return Math.ceil((chars / CHARS_PER_TOKEN) * (newTokenizer ? NEW_TOKENIZER_FACTOR : 1));
}

/** The most characters that cost no more than so many tokens: the inverse, for cutting text off. */
export function charsWithin(tokens: number, newTokenizer: boolean): number {
  return Math.floor((tokens * CHARS_PER_TOKEN) / (newTokenizer ? NEW_TOKENIZER_FACTOR : 1));
}

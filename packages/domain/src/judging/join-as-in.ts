import type { Token } from './tokens.ts';

/** "70 732 100": a number is parted into three at most, and a word at the end of one line. */
const MOST_PARTS = 3;

/**
 * Joins neighbours that the other text has as one and this one nowhere: "70" and "732" where the
 * other has 70732. Done before anything is paired, since each part may well stand elsewhere too.
 */
export function joinAsIn<T extends Token>(tokens: readonly T[], other: readonly Token[]): T[] {
  const own = new Set(tokens.map(({ text }) => text));
  const wanted = new Map<string, number>();
  for (const { text, weight } of other) {
    if (weight > 1 && !own.has(text)) wanted.set(text, (wanted.get(text) ?? 0) + 1);
  }
  if (wanted.size === 0) return [...tokens];
  const joined: T[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token === undefined) continue;
    let whole = token;
    let parts = 1;
    let text = token.text;
    for (let length = 2; length <= MOST_PARTS; length += 1) {
      const next = tokens[at + length - 1];
      if (next === undefined || next.part !== token.part) break;
      text += next.text;
      const left = wanted.get(text) ?? 0;
      if (left === 0) continue;
      whole = { ...token, text, weight: text.length };
      parts = length;
    }
    if (parts > 1) wanted.set(whole.text, (wanted.get(whole.text) ?? 1) - 1);
    joined.push(whole);
    at += parts - 1;
  }
  return joined;
}

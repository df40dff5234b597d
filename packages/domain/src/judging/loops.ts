import type { Token } from './tokens.ts';

/** A stretch in which the same tokens come again and again. */
export interface Loop {
  /** First token of the stretch, and the one after its last. */
  readonly start: number;
  readonly end: number;
  /** Tokens after which it begins again. */
  readonly period: number;
}

/** Stretches this short come again in any text: "of the", "per month". */
const SHORTEST_AGAIN = 8;
/** So many tokens in a row point to where they stood before. */
const RUN = 3;
const FOLD = 131_072;

export interface Repetition {
  readonly loops: readonly Loop[];
  /** Tokens for each piece that is new or copied from further up: 1 to 3 in prose, dozens in loops. */
  readonly compression: number;
}

/** Finds what follows itself at once, one word to many paragraphs long. Linear in the tokens. */
export function findRepetition(tokens: readonly Pick<Token, 'text'>[]): Repetition {
  const ids = idsOf(tokens);
  const before = new Map<number, number>();
  const loops: Loop[] = [];
  let pieces = 0;
  let copiedUntil = 0;
  let loopsUntil = 0;
  for (let at = 0; at < ids.length; at += 1) {
    const earlier = earlierRun(ids, at, before);
    const isNewPiece = at >= copiedUntil;
    if (isNewPiece) pieces += 1;
    if (earlier === -1 || (at < loopsUntil && !isNewPiece)) continue;
    const period = at - earlier;
    let end = at;
    while (end < ids.length && ids[end] === ids[end - period]) end += 1;
    if (isNewPiece) copiedUntil = end;
    if (at < loopsUntil) continue;
    if (end - at >= Math.max(period, SHORTEST_AGAIN)) loops.push({ start: earlier, end, period });
    loopsUntil = end - RUN + 1;
  }
  return { loops, compression: pieces === 0 ? 1 : ids.length / pieces };
}

/** Where the three tokens from here stood last, or −1; remembers where they stand now. */
function earlierRun(ids: Float64Array, at: number, before: Map<number, number>): number {
  if (at + RUN > ids.length) return -1;
  let key = 0;
  for (let place = at; place < at + RUN; place += 1) key = key * FOLD + (ids[place] ?? 0);
  const earlier = before.get(key) ?? -1;
  before.set(key, at);
  return earlier;
}

function idsOf(tokens: readonly Pick<Token, 'text'>[]): Float64Array {
  const known = new Map<string, number>();
  const ids = new Float64Array(tokens.length);
  for (let at = 0; at < ids.length; at += 1) {
    const text = tokens[at]?.text ?? '';
    const id = known.get(text) ?? known.size + 1;
    known.set(text, id);
    ids[at] = id;
  }
  return ids;
}

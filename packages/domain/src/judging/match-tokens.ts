import type { LayerToken } from './layer-tokens.ts';
import type { Token } from './tokens.ts';

/** Which token of one text is which of the other: −1 where it is none. */
export interface Matching {
  readonly ofAnswer: Int32Array;
  readonly ofLayer: Int32Array;
}

/** Longer runs first: what is found once in both texts is the same place, whatever order they have. */
const RUNS = [5, 3, 2, 1] as const;
/** Three ids of a vocabulary below this fit a double exactly; longer runs are folded. */
const FOLD = 131_072;
const TWICE = -2;

/** What the page says first, and what may be left out only with what is left of the answer then. */
const PASSES = [
  { isAside: false, isOptional: false },
  { isAside: false, isOptional: true },
  { isAside: true, isOptional: false },
  { isAside: true, isOptional: true },
] as const;

/**
 * Pairs an answer's tokens with a layer's, so that a heading is not taken for the header that says the
 * same, nor a reader's aside for the text it repeats.
 */
export function matchAnswer(
  answer: readonly Pick<Token, 'text' | 'part'>[],
  layer: readonly Pick<LayerToken, 'text' | 'isOptional'>[],
): Matching {
  const matching = {
    ofAnswer: new Int32Array(answer.length).fill(-1),
    ofLayer: new Int32Array(layer.length).fill(-1),
  };
  for (const { isAside, isOptional } of PASSES) {
    const said = placesOf(
      answer,
      ({ part }, at) => (part === 'aside') === isAside && matching.ofAnswer[at] === -1,
    );
    const printed = placesOf(
      layer,
      (token, at) => token.isOptional === isOptional && matching.ofLayer[at] === -1,
    );
    if (said.length === 0 || printed.length === 0) continue;
    const { ofAnswer } = matchTokens(textsAt(answer, said), textsAt(layer, printed));
    for (let place = 0; place < said.length; place += 1) {
      const from = said[place];
      const at = printed[ofAnswer[place] ?? -1];
      if (from === undefined || at === undefined) continue;
      matching.ofAnswer[from] = at;
      matching.ofLayer[at] = from;
    }
  }
  return matching;
}

function placesOf<T>(tokens: readonly T[], isWanted: (token: T, at: number) => boolean): number[] {
  const places: number[] = [];
  tokens.forEach((token, at) => {
    if (isWanted(token, at)) places.push(at);
  });
  return places;
}

function textsAt(
  tokens: readonly { readonly text: string }[],
  places: readonly number[],
): string[] {
  return places.map((at) => tokens[at]?.text ?? '');
}

/**
 * Pairs the tokens of two texts: first runs that both hold exactly once, grown as far as they agree;
 * then what is left, one by one, beside its neighbour's pair or in order. No token that both
 * still hold stays unpaired. The order of blocks does not matter.
 */
function matchTokens(answer: readonly string[], layer: readonly string[]): Matching {
  const ids = new Map<string, number>();
  const a = asIds(answer, ids);
  const l = asIds(layer, ids);
  const matching = {
    ofAnswer: new Int32Array(a.length).fill(-1),
    ofLayer: new Int32Array(l.length).fill(-1),
  };
  growFrom(0, 0, a, l, matching);
  for (const run of RUNS) {
    // As a rule all of one text is paired by now, and the other's rest stays its own.
    if (!matching.ofAnswer.includes(-1) || !matching.ofLayer.includes(-1)) return matching;
    const inAnswer = onlyOnce(a, matching.ofAnswer, run);
    for (const [key, at] of onlyOnce(l, matching.ofLayer, run)) {
      const from = inAnswer.get(key);
      if (at === TWICE || from === undefined || from === TWICE) continue;
      if (agrees(a, from, l, at, run, matching)) growFrom(from, at, a, l, matching);
    }
  }
  pairTheRest(a, l, matching);
  return matching;
}

function asIds(texts: readonly string[], ids: Map<string, number>): Int32Array {
  const known = new Int32Array(texts.length);
  for (let at = 0; at < texts.length; at += 1) {
    const text = texts[at] ?? '';
    const id = ids.get(text) ?? ids.size + 1;
    if (id > ids.size) ids.set(text, id);
    known[at] = id;
  }
  return known;
}

/** Where each run of so many unpaired tokens stands; `TWICE` for those that are not unique. */
function onlyOnce(tokens: Int32Array, paired: Int32Array, run: number): Map<number, number> {
  const places = new Map<number, number>();
  let free = 0;
  for (let at = 0; at < tokens.length; at += 1) {
    free = paired[at] === -1 ? free + 1 : 0;
    if (free < run) continue;
    const start = at - run + 1;
    let key = 0;
    // Longer runs may collide: `agrees` looks at the tokens themselves.
    for (let i = start; i <= at; i += 1) key = ((key * FOLD) % 8_589_934_583) + (tokens[i] ?? 0);
    places.set(key, places.has(key) ? TWICE : start);
  }
  return places;
}

function agrees(
  a: Int32Array,
  from: number,
  l: Int32Array,
  at: number,
  run: number,
  { ofAnswer, ofLayer }: Matching,
): boolean {
  for (let i = 0; i < run; i += 1) {
    if (a[from + i] !== l[at + i]) return false;
    if (ofAnswer[from + i] !== -1 || ofLayer[at + i] !== -1) return false;
  }
  return true;
}

function growFrom(
  from: number,
  at: number,
  a: Int32Array,
  l: Int32Array,
  matching: Matching,
): void {
  const { ofAnswer, ofLayer } = matching;
  const isPair = (i: number, j: number): boolean =>
    i >= 0 &&
    j >= 0 &&
    i < a.length &&
    j < l.length &&
    a[i] === l[j] &&
    ofAnswer[i] === -1 &&
    ofLayer[j] === -1;
  for (let i = from, j = at; isPair(i, j); i += 1, j += 1) {
    ofAnswer[i] = j;
    ofLayer[j] = i;
  }
  for (let i = from - 1, j = at - 1; isPair(i, j); i -= 1, j -= 1) {
    ofAnswer[i] = j;
    ofLayer[j] = i;
  }
}

/** What stands in a text more than once: beside its neighbour's pair where it can, else in order. */
function pairTheRest(a: Int32Array, l: Int32Array, matching: Matching): void {
  const { ofAnswer, ofLayer } = matching;
  const left = new Map<number, number[]>();
  for (let at = l.length - 1; at >= 0; at -= 1) {
    if (ofLayer[at] !== -1) continue;
    const places = left.get(l[at] ?? 0);
    if (places === undefined) left.set(l[at] ?? 0, [at]);
    else places.push(at);
  }
  for (let i = 0; i < a.length; i += 1) {
    if (ofAnswer[i] !== -1) continue;
    const beside = i > 0 && (ofAnswer[i - 1] ?? -1) >= 0 ? (ofAnswer[i - 1] ?? 0) + 1 : -1;
    if (beside >= 0 && l[beside] === a[i] && ofLayer[beside] === -1) {
      growFrom(i, beside, a, l, matching);
      continue;
    }
    const at = nextFree(left.get(a[i] ?? 0) ?? [], ofLayer);
    if (at !== null) growFrom(i, at, a, l, matching);
  }
}

/** The first place that nothing was paired with since; takes it, and all before it, off the list. */
function nextFree(places: number[], ofLayer: Int32Array): number | null {
  for (let at = places.pop(); at !== undefined; at = places.pop()) {
    if (ofLayer[at] === -1) return at;
  }
  return null;
}

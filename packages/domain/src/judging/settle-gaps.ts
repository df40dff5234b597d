import { editDistance } from './edit-distance.ts';
import type { LayerToken } from './layer-tokens.ts';
import type { Matching } from './match-tokens.ts';
import type { Token } from './tokens.ts';

/** A token that is the other's in another form, or misread by a letter: paired, if not equal. */
const SETTLED = -2;

export interface Settlement {
  /** Words read wrongly by a letter or two. */
  readonly slips: number;
  /** Places in the layer of numbers where the answer has another number. */
  readonly changed: readonly number[];
}

interface Gap {
  readonly answer: number[];
  readonly layer: number[];
}

/** One letter in three may be misread before a word is another word. */
const MOST_MISREAD = 0.34;
/** A sign that is a word by itself is misread between signs that are not. */
const MOST_SIGNS_MISREAD = 2;

/**
 * Looks at what was left unpaired at the same place of both texts: words joined or parted, letters
 * misread, formulas written another way. What is accounted for becomes `SETTLED` in `matching`.
 */
export function settleGaps(
  answer: readonly Token[],
  layer: readonly LayerToken[],
  matching: Matching,
): Settlement {
  const found = { slips: 0, changed: [] as number[] };
  // As a rule there is no gap, and each of these would walk through all of both texts to find none.
  if (!matching.ofAnswer.includes(-1) && !matching.ofLayer.includes(-1)) return found;
  settleCutOff(answer, layer, matching);
  settleHalves(answer, layer, matching);
  for (const gap of gapsOf(answer, layer, matching)) {
    settleFormula(gap, answer, matching);
    settleJoined(gap, answer, layer, matching);
    for (const end of ['shift', 'pop'] as const) {
      while (settleEnd(gap, end, answer, layer, matching, found));
    }
  }
  return found;
}

function gapsOf(
  answer: readonly Token[],
  layer: readonly LayerToken[],
  { ofAnswer, ofLayer }: Matching,
): Gap[] {
  const gaps: Gap[] = [];
  for (let from = 0; from < layer.length; from += 1) {
    if (ofLayer[from] !== -1) continue;
    let to = from;
    while (to < layer.length && ofLayer[to] === -1) to += 1;
    const before = from === 0 ? -1 : (ofLayer[from - 1] ?? -1);
    const after = to === layer.length ? answer.length : (ofLayer[to] ?? answer.length);
    const inAnswer: number[] = [];
    for (let at = before + 1; at < answer.length && ofAnswer[at] === -1; at += 1) inAnswer.push(at);
    if (inAnswer.length === 0) {
      for (let at = after - 1; at >= 0 && ofAnswer[at] === -1; at -= 1) inAnswer.unshift(at);
    }
    const inLayer = Array.from({ length: to - from }, (_, at) => from + at);
    if (inAnswer.length > 0) gaps.push({ answer: inAnswer, layer: inLayer });
    from = to;
  }
  return gaps;
}

/** Where a formula stands in the answer, the layer has its signs in an order of its own. */
function settleFormula(gap: Gap, answer: readonly Token[], matching: Matching): void {
  const signs = gap.answer.filter((at) => answer[at]?.part === 'formula');
  if (signs.length === 0 || gap.layer.length > signs.length * 3) return;
  for (const at of gap.answer.splice(0)) matching.ofAnswer[at] = SETTLED;
  for (const at of gap.layer.splice(0)) matching.ofLayer[at] = SETTLED;
}

/** "foot note" and "footnote", "1 234" and "1,234": the same signs, parted elsewhere. */
function settleJoined(
  gap: Gap,
  answer: readonly Token[],
  layer: readonly LayerToken[],
  matching: Matching,
): void {
  if (gap.answer.length === gap.layer.length) return;
  if (signsOf(answer, gap.answer) !== signsOf(layer, gap.layer)) return;
  for (const at of gap.answer.splice(0)) matching.ofAnswer[at] = SETTLED;
  for (const at of gap.layer.splice(0)) matching.ofLayer[at] = SETTLED;
}

/** The last word or number of a cut answer begins one that is missing. */
function settleCutOff(
  answer: readonly Token[],
  layer: readonly LayerToken[],
  { ofAnswer, ofLayer }: Matching,
): void {
  for (const length of [1, 2]) {
    const last = [answer.length - 2, answer.length - 1].slice(-length).filter((at) => at >= 0);
    const unpaired = last.filter((at) => ofAnswer[at] === -1);
    if (unpaired.length === 0) continue;
    const begun = signsOf(answer, last);
    const isBegun = layer.some((_, at) => missingFrom(layer, ofLayer, at).startsWith(begun));
    if (isBegun) for (const at of unpaired) ofAnswer[at] = SETTLED;
  }
}

/** What is missing from here on, as far as one word or number may reach; empty where nothing is. */
function missingFrom(layer: readonly LayerToken[], ofLayer: Int32Array, at: number): string {
  const places = [at, at + 1, at + 2];
  const paired = places.findIndex((place) => ofLayer[place] !== -1);
  return signsOf(layer, paired === -1 ? places : places.slice(0, paired));
}

/** Words parted by a hyphen whose halves do not follow each other where the layer goes row by row. */
function settleHalves(
  answer: readonly Token[],
  layer: readonly LayerToken[],
  { ofAnswer, ofLayer }: Matching,
): void {
  const missing = new Map<string, number>();
  for (const [at, { text, isNumber }] of layer.entries()) {
    if (ofLayer[at] === -1 && !isNumber && text.length > 1) missing.set(text, at);
  }
  for (const [at, { text, isNumber }] of answer.entries()) {
    if (ofAnswer[at] !== -1 || isNumber) continue;
    for (let cut = 2; cut <= text.length - 2; cut += 1) {
      const [head, tail] = [missing.get(text.slice(0, cut)), missing.get(text.slice(cut))];
      if (head === undefined || tail === undefined) continue;
      ofAnswer[at] = SETTLED;
      ofLayer[head] = SETTLED;
      ofLayer[tail] = SETTLED;
      break;
    }
  }
}

function signsOf(tokens: readonly Token[], places: readonly number[]): string {
  return places.map((at) => tokens[at]?.text.replaceAll('.', '') ?? '').join('');
}

/** Settles what stands first (`shift`) or last (`pop`) in both; false where nothing was settled. */
function settleEnd(
  gap: Gap,
  end: 'shift' | 'pop',
  answer: readonly Token[],
  layer: readonly LayerToken[],
  { ofAnswer, ofLayer }: Matching,
  found: { slips: number; changed: number[] },
): boolean {
  const place = end === 'shift' ? 0 : -1;
  const [inAnswer, inLayer] = [gap.answer.at(place), gap.layer.at(place)];
  if (inAnswer === undefined || inLayer === undefined) return false;
  const [said, printed] = [answer[inAnswer], layer[inLayer]];
  if (said === undefined || printed === undefined) return false;
  if (said.isNumber && printed.isNumber && said.part === 'text') {
    // Equal numbers were paired, so these differ.
    found.changed.push(inLayer);
    gap.answer[end]();
    gap.layer[end]();
    return true;
  }
  const isAlone = gap.answer.length === gap.layer.length && gap.answer.length <= MOST_SIGNS_MISREAD;
  if (!isMisread(said, printed, isAlone)) return false;
  gap.answer[end]();
  gap.layer[end]();
  ofAnswer[inAnswer] = SETTLED;
  ofLayer[inLayer] = SETTLED;
  found.slips += 1;
  return true;
}

function isMisread(said: Token, printed: Token, isAlone: boolean): boolean {
  if (said.isNumber || printed.isNumber) return false;
  const length = Math.max(said.text.length, printed.text.length);
  if (length === 1) return isAlone && said.weight === 2 && printed.weight === 2;
  const most = Math.max(1, Math.floor(length * MOST_MISREAD));
  return editDistance(said.text, printed.text, most) <= most;
}

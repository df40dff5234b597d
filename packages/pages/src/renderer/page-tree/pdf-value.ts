/** A reference to another object, by its number. */
export interface Reference {
  readonly object: number;
}

/** A dictionary, and where in the text each value stands. */
export interface Dictionary {
  readonly values: ReadonlyMap<string, Value>;
  readonly spans: ReadonlyMap<string, readonly [from: number, to: number]>;
}

/** What the structure of a PDF is written in. Names keep their slash; what no tree needs is null. */
export type Value = number | string | null | Reference | Dictionary | readonly Value[];

/** What is not as the format says: whoever meets it knows nothing about the file, and says so. */
export class Unreadable extends Error {}
/** The text ends before the value does: more of the file has to be read. */
export class CutOff extends Error {}

/** Nested deeper than this nothing is a page tree. */
const MOST_NESTED = 32;
const REFERENCE = /(\d{1,10})[\s\0]+\d{1,5}[\s\0]+R(?![A-Za-z0-9])/y;
const NUMBER = /[+-]?(?:\d+\.?\d*|\.\d+)/y;
const NAME = /\/[^\s\0()<>[\]{}/%]*/y;
const WORD = /(?:true|false|null)/y;
const BETWEEN = /(?:[\s\0]+|%[^\r\n]*)*/y;
const HEX = /<[0-9A-Fa-f\s\0]*>/y;

/**
 * Reads one value (PDF 1.7, 7.3).
 * @param text one character a byte
 * @throws CutOff or Unreadable
 */
export function readValue(text: string, from: number): { value: Value; end: number } {
  return valueAt(text, from, 0);
}

function valueAt(text: string, from: number, depth: number): { value: Value; end: number } {
  if (depth > MOST_NESTED) throw new Unreadable('nested too deep');
  const at = skip(text, from);
  // What stands at the very end may go on behind it.
  if (at + 24 > text.length) throw new CutOff();
  if (text.startsWith('<<', at)) return dictionaryAt(text, at + 2, depth);
  const first = text[at];
  if (first === '[') return listAt(text, at + 1, depth);
  if (first === '(') return { value: null, end: endOfString(text, at + 1) };
  if (first === '<') return { value: null, end: matched(HEX, text, at).end };
  if (first === '/') {
    const { found, end } = matched(NAME, text, at);
    return { value: found, end };
  }
  REFERENCE.lastIndex = at;
  const reference = REFERENCE.exec(text);
  if (reference) return { value: { object: Number(reference[1]) }, end: REFERENCE.lastIndex };
  NUMBER.lastIndex = at;
  const number = NUMBER.exec(text);
  if (number) return { value: Number(number[0]), end: NUMBER.lastIndex };
  return { value: null, end: matched(WORD, text, at).end };
}

function listAt(text: string, from: number, depth: number): { value: Value; end: number } {
  const items: Value[] = [];
  for (let at = skip(text, from); ; at = skip(text, at)) {
    if (text[at] === ']') return { value: items, end: at + 1 };
    const { value, end } = valueAt(text, at, depth + 1);
    items.push(value);
    at = end;
  }
}

function dictionaryAt(text: string, from: number, depth: number): { value: Value; end: number } {
  const values = new Map<string, Value>();
  const spans = new Map<string, readonly [number, number]>();
  for (let at = skip(text, from); ; at = skip(text, at)) {
    if (text.startsWith('>>', at)) return { value: { values, spans }, end: at + 2 };
    if (at >= text.length) throw new CutOff();
    const { found: key, end: afterKey } = matched(NAME, text, at);
    const start = skip(text, afterKey);
    const { value, end } = valueAt(text, start, depth + 1);
    values.set(key, value);
    spans.set(key, [start, end]);
    at = end;
  }
}

function endOfString(text: string, from: number): number {
  for (let at = from, open = 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '(') open += 1;
    else if (text[at] === ')' && (open -= 1) === 0) return at + 1;
  }
  throw new CutOff();
}

function skip(text: string, at: number): number {
  return matched(BETWEEN, text, at).end;
}

function matched(pattern: RegExp, text: string, at: number): { found: string; end: number } {
  pattern.lastIndex = at;
  const found = pattern.exec(text);
  if (found) return { found: found[0], end: pattern.lastIndex };
  throw at + 64 > text.length ? new CutOff() : new Unreadable(`at ${at}`);
}

import { canonicalNumber } from '../judging/canonical-number.ts';

/** One page's answer, as it went into the merging. */
export interface MergedPage {
  readonly text: string;
  /** Null where text was asked for. */
  readonly data: unknown;
}

/** Mistakes that are named in one sentence; the rest is counted. */
const MOST_NAMED = 5;
const NUMBER = /\d[\d.,'\u2019\u066B\u066C]*/g;

/**
 * Holds the merged answer against the answers it was made of: every number and every text in it must
 * stand in one of them, and no list may be shorter than theirs together. Text that was asked for
 * without a schema is held by its numbers alone, for its words are its own.
 * @returns what does not hold, in words; null where all does
 */
export function mergeFault(merged: MergedPage, pages: readonly MergedPage[]): string | null {
  const mistakes =
    merged.data === null
      ? unknownNumbers(merged.text, pages)
      : [...unknownValues(merged.data, pages), ...shortLists(merged.data, pages)];
  if (mistakes.length === 0) return null;
  const rest = mistakes.length - MOST_NAMED;
  return mistakes.slice(0, MOST_NAMED).join('; ') + (rest > 0 ? `; and ${rest} more` : '');
}

function unknownNumbers(text: string, pages: readonly MergedPage[]): string[] {
  const known = new Set(pages.flatMap((page) => numbersIn(page.text)));
  const unknown = numbersIn(text).filter((number) => !known.has(number));
  return [...new Set(unknown)].map((number) => `${number} is on no page`);
}

function numbersIn(text: string): string[] {
  return (text.match(NUMBER) ?? []).map((found) =>
    canonicalNumber(found.replace(/[.,'\u2019\u066B\u066C]+$/u, '')),
  );
}

interface Leaf {
  readonly path: string;
  readonly value: string | number;
}

/** Numbers and texts; `true`, `false` and null can be no copy of anything. */
function leavesOf(value: unknown, path = ''): Leaf[] {
  if (typeof value === 'string' || typeof value === 'number') return [{ path, value }];
  if (Array.isArray(value)) return value.flatMap((item, at) => leavesOf(item, `${path}/${at}`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => leavesOf(part, `${path}/${name}`));
}

function unknownValues(data: unknown, pages: readonly MergedPage[]): string[] {
  const leaves = pages.flatMap((page) => leavesOf(page.data));
  const numbers = new Set(leaves.flatMap(({ value }) => numbersIn(String(value))));
  const texts = [...new Set(leaves.map(({ value }) => plain(String(value))))];
  const known = new Set(texts);
  const stands = (text: string): boolean =>
    known.has(text) || texts.some((one) => one.includes(text));
  return leavesOf(data).flatMap(({ path, value }) => {
    const says = typeof value === 'number' ? String(value) : JSON.stringify(value.slice(0, 60));
    const isKnown =
      typeof value === 'number'
        ? numbersIn(says).every((number) => numbers.has(number))
        : // A text may be put together from several: then each of its parts stands in one of them.
          stands(plain(value)) || partsOf(value).every((part) => stands(plain(part)));
    return isKnown ? [] : [`${path} ${says} is in no page's answer`];
  });
}

function partsOf(text: string): string[] {
  return text.split(/(?<=[.;!?])\s+|[\n,;]/u).filter((part) => plain(part).trim() !== '');
}

/** Its words and digits between spaces, so that one text can be looked for within another. */
function plain(text: string): string {
  const words =
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  return ` ${words.join(' ')} `;
}

function shortLists(data: unknown, pages: readonly MergedPage[]): string[] {
  const merged = new Map<string, unknown[]>();
  gatherLists(data, '', merged);
  const wanted = new Map<string, number>();
  const ofPages = pages.map((page) => {
    const lists = new Map<string, unknown[]>();
    gatherLists(page.data, '', lists);
    return lists;
  });
  for (const path of new Set(ofPages.flatMap((lists) => [...lists.keys()]))) {
    wanted.set(path, itemsWanted(ofPages.map((lists) => lists.get(path) ?? [])));
  }
  return [...wanted].flatMap(([path, count]) => {
    const has = merged.get(path)?.length ?? 0;
    return has < count ? [`${path} has ${has} items, and the pages together ${count}`] : [];
  });
}

/** Lists by where they stand, whatever item of an outer list they stand in. */
function gatherLists(value: unknown, path: string, lists: Map<string, unknown[]>): void {
  if (Array.isArray(value)) {
    const items: unknown[] = value;
    lists.set(path, [...(lists.get(path) ?? []), ...items]);
    for (const item of items) gatherLists(item, `${path}/*`, lists);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, part] of Object.entries(value)) gatherLists(part, `${path}/${name}`, lists);
  }
}

/**
 * An item with an amount counts as often as pages have it: two deliveries at one price are two. A name
 * that several pages repeat, as each page of a contract does its parties', may be given once.
 */
function itemsWanted(pages: readonly (readonly unknown[])[]): number {
  const most = new Map<string, number>();
  let counted = 0;
  for (const items of pages) {
    const here = new Map<string, number>();
    for (const item of items) {
      if (leavesOf(item).some(({ value }) => typeof value === 'number')) counted += 1;
      else {
        const key = plain(JSON.stringify(item));
        here.set(key, (here.get(key) ?? 0) + 1);
      }
    }
    for (const [key, count] of here) most.set(key, Math.max(most.get(key) ?? 0, count));
  }
  return counted + [...most.values()].reduce((sum, count) => sum + count, 0);
}

import type { Language } from './phrases.ts';

/** One piece of a page, as somebody meant it. */
export type Block =
  | { readonly kind: 'heading' | 'paragraph'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | {
      readonly kind: 'table';
      readonly head: readonly string[] | null;
      readonly rows: readonly (readonly string[])[];
    }
  /** A line of contents, with dots up to the page's number. */
  | { readonly kind: 'leaders'; readonly entries: readonly (readonly [string, string])[] }
  | { readonly kind: 'formula'; readonly latex: string; readonly printed: readonly string[] }
  /** Words that are pixels: no layer holds them. */
  | { readonly kind: 'picture'; readonly words: string; readonly about: string };

export const pageKinds = [
  'prose',
  'columns',
  'table',
  'price list',
  'index',
  'number sheet',
  'equal sheet',
  'contents',
  'form',
  'formulas',
  'picture',
  'refrain',
  'apology',
  'cyrillic',
  'chinese',
  'arabic',
] as const;
export type PageKind = (typeof pageKinds)[number];

/** A page of the set: what is printed on it, known to the letter. */
export interface SetPage {
  readonly kind: PageKind;
  readonly language: Language;
  readonly header: string | null;
  readonly footer: string | null;
  readonly columns: 1 | 2;
  readonly blocks: readonly Block[];
}

export type Random = () => number;

export function pick<T>(random: Random, values: readonly T[]): T {
  const value = values[Math.floor(random() * values.length)];
  if (value === undefined) throw new Error('nothing to pick from');
  return value;
}

export function between(random: Random, least: number, most: number): number {
  return least + Math.floor(random() * (most - least + 1));
}

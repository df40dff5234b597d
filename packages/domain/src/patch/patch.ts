/** What a run of lines is. Lines of `x` belong to no text: running headers that are not wanted. */
export const lineKinds = [
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'p',
  'l',
  't',
  'b',
  'c',
  'x',
] as const;
export type LineKind = (typeof lineKinds)[number];

/** Lines that belong together, by their numbers from 1, or words that no line has. */
export type PatchBlock =
  | { readonly kind: LineKind; readonly lines: readonly number[] }
  | { readonly kind: 'words'; readonly text: string };

/** An answer of patch mode, read: what the page's lines are, in the order in which they are read. */
export interface Patch {
  readonly blocks: readonly PatchBlock[];
  /** A line's whole text, by its number, cells parted by ` | `. */
  readonly corrected: ReadonlyMap<number, string>;
  /** Parts of lines to be replaced. */
  readonly edits: readonly { readonly line: number; readonly from: string; readonly to: string }[];
  /** Lines that continue the item or the row above. */
  readonly continuing: ReadonlySet<number>;
}

/** Why an answer cannot be put together: no page is written by halves. */
export interface PatchFault {
  readonly fault: string;
}

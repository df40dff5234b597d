/** What kind of page it is: one line of the table each. */
type PageKind =
  | 'prose'
  | 'table'
  | 'form'
  | 'vector'
  | 'scan'
  | 'bilevel scan'
  | 'CJK'
  | 'huge box'
  | 'tiny box'
  | 'turned'
  | 'deck';

export type Language = 'eng' | 'chi_sim' | 'chi_tra' | 'jpn' | 'kor';

/** One page of the set. */
export interface BenchPage {
  readonly kind: PageKind;
  /** The PDF that it is in. */
  readonly path: string;
  readonly index: number;
  /** What is printed on it, in reading order; null where that is not text to be read in order. */
  readonly text: string | null;
  /** As Tesseract names it. */
  readonly language: Language;
}

/** A PDF of the set before it is a file, and what its pages show. */
export interface MadeDocument {
  readonly name: string;
  readonly kind: PageKind;
  readonly bytes: Uint8Array;
  /** Of each page, in order. */
  readonly texts: readonly (string | null)[];
  /** Of each page too, where they are not English. */
  readonly languages?: readonly Language[];
}

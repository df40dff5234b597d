import type { Task } from '../option-fields.ts';

/** A place on the page as it stands upright, from its top left, in the unit of the page's size. */
export interface PlaceOnPage {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** One word that the document itself says stands on the page. */
export interface PageWord extends PlaceOnPage {
  readonly text: string;
  /** Degrees clockwise by which the word is turned: 0 for upright text. */
  readonly angle: number;
}

/** What the document itself says of a page, in the order in which the document says it. */
export interface PageLayer {
  readonly words: readonly PageWord[];
  /** Only a `sound` layer is held against an answer: every other may say what the page does not. */
  readonly soundness: 'none' | 'sound' | 'unmapped' | 'mojibake' | 'hidden-ocr';
  readonly page: { readonly width: number; readonly height: number };
  /**
   * Where text may be seen that the layer does not hold: pictures, form fields, notes. Null where
   * nobody looked: then words that the layer lacks accuse nobody.
   */
  readonly unlayered: readonly PlaceOnPage[] | null;
}

/** What is known of a page besides the answer about it. */
export interface PageFacts {
  /** Only a transcription says what the page says; the others are held against nothing. */
  readonly task: Task;
  /** Whether anything is seen on the page; null where nobody looked. */
  readonly hasInk: boolean | null;
  readonly layer: PageLayer | null;
  /** Whether headers and footers were to be left out. */
  readonly dropsMargins: boolean;
}

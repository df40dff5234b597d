import type { PictureSize, PlaceOnPage } from '@quire/domain';

/** One word of a page's text layer, in the page's own points with its turn applied, from the top left. */
export interface LayerWord {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** In points, as drawn. */
  readonly fontSize: number;
  /** Degrees clockwise by which the word is turned on the page: 0 for upright text. */
  readonly angle: number;
  /** Nothing of it is seen: somebody's OCR over a picture, or text that is painted with nothing. */
  readonly isHidden: boolean;
}

/** Whether what a text layer says can be taken for what the page shows. */
export type Soundness =
  | 'none'
  | 'sound'
  /** Signs without a meaning of their own: missing or private Unicode. */
  | 'unmapped'
  /** Text read with the wrong encoding. */
  | 'mojibake'
  /** Invisible text over a picture: somebody else's OCR. */
  | 'hidden-ocr';

export interface TextLayer {
  readonly words: readonly LayerWord[];
  readonly soundness: Soundness;
}

/** A text layer beside its page's picture, and the size of the page in which its words stand. */
export interface PlacedLayer extends TextLayer {
  readonly page: PictureSize;
  /**
   * Where words may be seen that are not among these: pictures, letters drawn as outlines, form fields,
   * notes. The values of filled fields are among the words. Null where nobody looked.
   */
  readonly unlayered: readonly PlaceOnPage[] | null;
}

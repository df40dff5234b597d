import type { DocumentOptions, Task } from '../option-fields.ts';
import { resolvedOptions } from '../resolved-options.ts';

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
  /** Its em in the page's unit, where known: the box of a dash is no measure of type. */
  readonly fontSize?: number;
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

/**
 * What is known of a page whose answer is to be judged. Words of a client's own may ask for a part of
 * the page, or for another language: their answer is held against nothing, unless the client says
 * with `transcribe` that the page is to be written down.
 * @param layer what the document says of the page; null where it says nothing
 */
export function pageFacts(options: DocumentOptions, layer: PageLayer | null): PageFacts {
  const { task = 'ask', transcribe } = resolvedOptions(options);
  const isWrittenDown = task === 'transcribe' && transcribe !== undefined;
  return {
    task: task === 'transcribe' && !isWrittenDown ? 'ask' : task,
    // A page on which nothing is seen ends before it is asked about; the others are not all looked at.
    hasInk: null,
    layer,
    dropsMargins: transcribe?.headers_footers === 'drop',
  };
}

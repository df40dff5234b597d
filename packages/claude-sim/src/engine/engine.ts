import type { Picture } from '../vision/picture.ts';

/** What reads a picture. */
export interface Engine {
  /** The text in the pixels. Throws the API's 400 when the bytes are no picture. */
  read(picture: Picture): Promise<string>;
  /** The text in the pixels of a PDF's pages. Throws the API's 400 when they cannot be drawn. */
  readPdf(bytes: Buffer): Promise<string>;
  stop(): Promise<void>;
}

import type { Picture } from '../vision/picture.ts';

/** What reads a picture. */
export interface Engine {
  /** The text in the pixels. Throws the API's 400 when the bytes are no picture. */
  read(picture: Picture): Promise<string>;
  stop(): Promise<void>;
}

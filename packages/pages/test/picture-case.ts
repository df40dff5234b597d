import type { CraftedBody } from './craft-pdf.ts';

/** A picture as a PDF holds it, and what is seen of it. */
export interface PictureCase {
  readonly name: string;
  /** What its dictionary says besides its size. */
  readonly image: string;
  readonly stream: Buffer;
  /** What it refers to: the page's object 6. */
  readonly other?: CraftedBody;
  /** Red, green and blue of each patch. */
  readonly seen: readonly (readonly number[])[];
  /** By how much these may be off. @default 10 */
  readonly off?: number;
}

export const BILEVEL = '/BitsPerComponent 1/ColorSpace/DeviceGray';
export const GREY = '/BitsPerComponent 8/ColorSpace/DeviceGray';
export const COLOUR = '/BitsPerComponent 8/ColorSpace/DeviceRGB';
export const INK = '/BitsPerComponent 8/ColorSpace/DeviceCMYK';

/** A picture in a line of a table. */
export type PictureRow = readonly [
  name: string,
  image: string,
  stream: Buffer,
  seen: PictureCase['seen'],
  more?: Pick<PictureCase, 'other' | 'off'>,
];

export function pictureCase([name, image, stream, seen, more]: PictureRow): PictureCase {
  return { name, image, stream, seen, ...more };
}

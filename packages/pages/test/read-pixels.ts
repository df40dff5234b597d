import type { Picture } from '../src/index.ts';
import sharp from 'sharp';

/** Grey values of a picture, addressed by fractions of its sides, from the top left. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Share of pixels darker than middle grey within a rectangle given in fractions. */
  darkness(left: number, top: number, right: number, bottom: number): number;
}

export async function readPixels({ bytes }: Pick<Picture, 'bytes'>): Promise<Pixels> {
  const { data, info } = await sharp(bytes).greyscale().raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  return {
    width,
    height,
    darkness(left, top, right, bottom) {
      let dark = 0;
      let all = 0;
      for (let y = Math.floor(top * height); y < bottom * height; y += 1) {
        for (let x = Math.floor(left * width); x < right * width; x += 1) {
          all += 1;
          if ((data[(y * width + x) * channels] ?? 255) < 128) dark += 1;
        }
      }
      return dark / all;
    },
  };
}

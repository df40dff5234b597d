import sharp from 'sharp';
import type { GrayRaster } from '../../packages/pages/src/gray-raster.ts';
import type { Picture } from '../samples/picture.ts';

/** What a scanner adds to a page. Lengths are thousandths of the raster's long edge. */
export interface Wear {
  readonly skew?: number;
  /** Grey of the paper, 255 white. */
  readonly paper?: number;
  /** Largest change that the grain makes to a pixel. */
  readonly grain?: number;
  readonly specks?: number;
  /** Darkening along one side, fading inwards. */
  readonly shadow?: {
    readonly side: 'left' | 'right' | 'top' | 'bottom';
    readonly depth: number;
    readonly dark: number;
  };
  /** A black band where the lid shows past the sheet. */
  readonly lid?: number;
  readonly holes?: 2 | 4;
  /** The other side of the sheet and how dark it comes through, 0 to 255. */
  readonly behind?: { readonly picture: Picture; readonly dark: number; readonly blur: number };
}

const INK = 20;

/** A printed page as the raster of its scan, with so many pixels on its long edge. */
export async function scanOf(
  page: Picture,
  wear: Wear,
  random: () => number,
  edgePx: number,
): Promise<GrayRaster> {
  const front = await shrunk(page, wear.skew ?? 0, edgePx);
  const unit = edgePx / 1000;
  const { width, height } = front;
  const data = new Uint8Array(width * height);
  const behind = wear.behind && (await mirrored(wear.behind, width, height));
  const paper = wear.paper ?? 255;
  for (let at = 0; at < data.length; at++) {
    const through = behind ? ((255 - (behind[at] ?? 255)) / 255) * (wear.behind?.dark ?? 0) : 0;
    const sheet =
      (paper - through) *
      shade(wear, (at % width) / unit, Math.floor(at / width) / unit, width / unit, height / unit);
    const value = INK + ((front.data[at] ?? 255) / 255) * (sheet - INK);
    const grain = (random() + random() + random() - 1.5) * (wear.grain ?? 0);
    data[at] = Math.max(0, Math.min(255, value + grain));
  }
  const raster = { data, width, height };
  for (let speck = 0; speck < (wear.specks ?? 0); speck++) {
    const [x, y] = [random() * width, random() * height];
    disc(raster, x, y, unit * (0.5 + random() * 1.1), 60 + random() * 100);
  }
  for (let hole = 0; hole < (wear.holes ?? 0); hole++) {
    const y = height / 2 + (hole - ((wear.holes ?? 0) - 1) / 2) * 270 * unit;
    disc(raster, unit * (38 + random() * 3), y, unit * (9 + random() * 1.5), 30 + random() * 40);
  }
  return raster;
}

async function shrunk(
  { pixels, width, height, channels }: Picture,
  skew: number,
  edgePx: number,
): Promise<GrayRaster> {
  const turned = sharp(pixels, { raw: { width, height, channels } })
    .greyscale()
    .rotate(skew, { background: '#ffffff' });
  const { data: crooked, info } = await turned
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const left = Math.max(0, Math.floor((info.width - width) / 2));
  const top = Math.max(0, Math.floor((info.height - height) / 2));
  const result = await sharp(crooked, {
    raw: { width: info.width, height: info.height, channels: 1 },
  })
    .extract({
      left,
      top,
      width: Math.min(width, info.width),
      height: Math.min(height, info.height),
    })
    .resize({ width: edgePx, height: edgePx, fit: 'inside' })
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data: result.data, width: result.info.width, height: result.info.height };
}

async function mirrored(
  { picture, blur }: NonNullable<Wear['behind']>,
  width: number,
  height: number,
): Promise<Buffer> {
  return sharp(picture.pixels, {
    raw: { width: picture.width, height: picture.height, channels: picture.channels },
  })
    .greyscale()
    .resize({ width, height, fit: 'fill' })
    .flop()
    .blur(blur)
    .toColourspace('b-w')
    .raw()
    .toBuffer();
}

function shade(
  { shadow, lid = 0 }: Wear,
  x: number,
  y: number,
  width: number,
  height: number,
): number {
  if (lid > 0 && (x >= width - lid - y * 0.01 || y >= height - lid * 0.7)) return 0.1;
  if (!shadow) return 1;
  const away = { left: x, right: width - 1 - x, top: y, bottom: height - 1 - y }[shadow.side];
  return 1 - shadow.dark * Math.exp(-away / shadow.depth);
}

function disc(
  { data, width, height }: GrayRaster,
  centreX: number,
  centreY: number,
  radius: number,
  grey: number,
): void {
  for (
    let y = Math.max(0, Math.floor(centreY - radius));
    y <= Math.min(height - 1, centreY + radius);
    y++
  ) {
    for (
      let x = Math.max(0, Math.floor(centreX - radius));
      x <= Math.min(width - 1, centreX + radius);
      x++
    ) {
      if ((x - centreX) ** 2 + (y - centreY) ** 2 <= radius ** 2) data[y * width + x] = grey;
    }
  }
}

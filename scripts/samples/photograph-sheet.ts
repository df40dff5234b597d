import sharp from 'sharp';
import type { Picture } from './picture.ts';

const PHOTO = { width: 1200, height: 1600 };

/** Where the sheet's corners come to lie in the photo, in pixels: held a little askew, a little from below. */
const CORNERS = {
  topLeft: [224, 96],
  topRight: [948, 128],
  bottomRight: [1010, 1486],
  bottomLeft: [164, 1446],
} as const;

/** A photo of a flat sheet on a wooden table: perspective, a lamp at one side, a shadow, grain. */
export async function photographSheet(sheet: Picture, random: () => number): Promise<Picture> {
  const { width, height } = PHOTO;
  const sharpPixels = new Uint8Array(width * height * 3);
  const toSheet = perspective();
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [u, v] = toSheet(x, y);
      const isOnSheet = u >= 0 && u < 1 && v >= 0 && v < 1;
      const light = 1.04 - 0.3 * Math.hypot((x - 380) / width, (y - 420) / height);
      for (let channel = 0; channel < 3; channel++) {
        const tint = [1, 0.985, 0.945][channel] ?? 1;
        const color = isOnSheet
          ? sample(sheet, u, v, channel) * 0.93 * tint * crease(v)
          : wood(x, y, channel) * shadow(u, v);
        sharpPixels[(y * width + x) * 3 + channel] = clamp(color * light);
      }
    }
  }
  const pixels = await sharp(sharpPixels, { raw: { width, height, channels: 3 } })
    .blur(0.7)
    .raw()
    .toBuffer();
  for (let at = 0; at < pixels.length; at++) {
    pixels[at] = clamp((pixels[at] ?? 0) + (random() + random() - 1) * 7);
  }
  return { width, height, channels: 3, pixels };
}

/**
 * From a photo's pixel to the sheet, whose sides are 0 to 1: the inverse of the square-to-quadrilateral
 * mapping in Paul Heckbert, "Fundamentals of Texture Mapping" (1989), section 2.2.3.
 */
function perspective(): (x: number, y: number) => readonly [number, number] {
  const { topLeft, topRight, bottomRight, bottomLeft } = CORNERS;
  const [x0, y0] = topLeft;
  const [dx1, dy1] = [topRight[0] - bottomRight[0], topRight[1] - bottomRight[1]];
  const [dx2, dy2] = [bottomLeft[0] - bottomRight[0], bottomLeft[1] - bottomRight[1]];
  const sumX = x0 - topRight[0] + bottomRight[0] - bottomLeft[0];
  const sumY = y0 - topRight[1] + bottomRight[1] - bottomLeft[1];
  const g = (sumX * dy2 - dx2 * sumY) / (dx1 * dy2 - dx2 * dy1);
  const h = (dx1 * sumY - sumX * dy1) / (dx1 * dy2 - dx2 * dy1);
  const a = topRight[0] - x0 + g * topRight[0];
  const b = bottomLeft[0] - x0 + h * bottomLeft[0];
  const d = topRight[1] - y0 + g * topRight[1];
  const e = bottomLeft[1] - y0 + h * bottomLeft[1];
  return (x, y) => {
    const [p, q, r] = [a - g * x, b - h * x, x - x0];
    const [s, t, w] = [d - g * y, e - h * y, y - y0];
    const area = p * t - q * s;
    return [(r * t - q * w) / area, (p * w - r * s) / area];
  };
}

function sample({ width, height, pixels }: Picture, u: number, v: number, channel: number): number {
  const x = Math.min(width - 1.001, u * (width - 1));
  const y = Math.min(height - 1.001, v * (height - 1));
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const at = (column: number, row: number): number =>
    pixels[(row * width + column) * 3 + channel] ?? 0;
  const above = at(left, top) * (1 - x + left) + at(left + 1, top) * (x - left);
  const below = at(left, top + 1) * (1 - x + left) + at(left + 1, top + 1) * (x - left);
  return above * (1 - y + top) + below * (y - top);
}

/** The receipt was folded once, below its middle, so light falls off on one side of the fold. */
function crease(v: number): number {
  return 1 - 0.09 * Math.exp(-Math.abs(v - 0.56) * (v > 0.56 ? 60 : 14));
}

/** Planks of 230 pixels with a wavering grain. */
function wood(x: number, y: number, channel: number): number {
  const base = [122, 84, 56][channel] ?? 0;
  const plank = Math.floor(x / 230);
  const grain = Math.sin(x * 0.22 + plank * 9 + Math.sin(y * 0.006 + plank * 2) * 5);
  const fine = Math.sin(x * 1.3 + Math.sin(y * 0.02) * 2);
  const gap = x % 230 < 3 ? 0.55 : 1;
  return base * (1 + 0.07 * grain + 0.03 * fine + 0.05 * Math.sin(plank * 5)) * gap;
}

/** Darkest where sheet and table meet, gone after a few hundredths of the sheet's width. */
function shadow(u: number, v: number): number {
  const awayU = Math.max(-u - 0.004, u - 1, 0);
  const awayV = Math.max(-v - 0.004, v - 1, 0);
  return 1 - 0.55 * Math.exp(-Math.hypot(awayU, awayV * 1.8) * 45);
}

function clamp(value: number): number {
  return Math.max(0, Math.min(255, value));
}

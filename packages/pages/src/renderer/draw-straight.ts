import type { PictureSize } from '@quire/domain';
import sharp from 'sharp';
import { type Box, levelBox } from '../analysis/level-box.ts';
import type { Part } from '../choose-size.ts';
import type { Drawable, Pixels } from './drawable.ts';

/**
 * Draws a part of a crooked page, set straight. So much more of the page is drawn as the turn moves into the part;
 * what comes from outside of the page is white.
 * @param part shares of the page set straight about its middle: its corners lie outside of 0 to 1
 * @param skew degrees clockwise by which the page lies crooked
 */
export async function drawStraight(
  drawable: Pick<Drawable, 'size' | 'draw'>,
  part: Part,
  skew: number,
  { width, height }: PictureSize,
): Promise<Pixels> {
  const page = drawable.size;
  const level = boxOf(part, page);
  const around = levelBox(level, page, -skew);
  const scaleX = width / (level.right - level.left);
  const scaleY = height / (level.bottom - level.top);
  const seen: Box = {
    left: Math.max(0, around.left),
    top: Math.max(0, around.top),
    right: Math.min(page.width, around.right),
    bottom: Math.min(page.height, around.bottom),
  };
  const canvas = whiteCanvas({
    width: Math.ceil((around.right - around.left) * scaleX) + 2,
    height: Math.ceil((around.bottom - around.top) * scaleY) + 2,
  });
  const [seenWidth, seenHeight] = [seen.right - seen.left, seen.bottom - seen.top];
  if (seenWidth > 0 && seenHeight > 0) {
    const place = {
      left: seen.left / page.width,
      top: seen.top / page.height,
      width: seenWidth / page.width,
      height: seenHeight / page.height,
    };
    const size = {
      width: Math.max(1, Math.round(seenWidth * scaleX)),
      height: Math.max(1, Math.round(seenHeight * scaleY)),
    };
    canvas.put(
      await drawable.draw(place, size),
      Math.round(1 + (seen.left - around.left) * scaleX),
      Math.round(1 + (seen.top - around.top) * scaleY),
    );
  }
  return turned(canvas.pixels(), -skew, scaleX / scaleY, { width, height });
}

function boxOf(part: Part, page: PictureSize): Box {
  return {
    left: part.left * page.width,
    top: part.top * page.height,
    right: (part.left + part.width) * page.width,
    bottom: (part.top + part.height) * page.height,
  };
}

interface Canvas {
  put(pixels: Pixels, left: number, top: number): void;
  pixels(): Pixels;
}

/** As many channels as what is put on it. */
function whiteCanvas({ width, height }: PictureSize): Canvas {
  let whole: Pixels = { data: Buffer.alloc(width * height, 255), width, height, channels: 1 };
  return {
    put(pixels, left, top) {
      const { channels } = pixels;
      const data = Buffer.alloc(width * height * channels, 255);
      const count = Math.min(pixels.width, width - left) * channels;
      for (let y = 0; y < Math.min(pixels.height, height - top); y += 1) {
        const from = y * pixels.width * channels;
        pixels.data.copy(data, ((top + y) * width + left) * channels, from, from + count);
      }
      whole = { data, width, height, channels };
    },
    pixels: () => whole,
  };
}

/**
 * Turns pixels clockwise about their middle, and cuts a size out around it.
 * @param stretch of their width over that of their height
 */
async function turned(
  { data, ...raw }: Pixels,
  degrees: number,
  stretch: number,
  size: PictureSize,
): Promise<Pixels> {
  const angle = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const matrix: [[number, number], [number, number]] = [
    [cos, -sin * stretch],
    [sin / stretch, cos],
  ];
  const kept = raw.channels === 1 ? 1 : 3;
  const colours = kept === 1 ? 'b-w' : 'srgb';
  const whole = await sharp(data, { raw })
    .removeAlpha()
    .affine(matrix, { background: 'white', interpolator: 'bilinear' })
    .removeAlpha()
    .toColourspace(colours)
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = whole.info;
  const cut = await sharp(whole.data, { raw: { width, height, channels: kept } })
    .extract({
      left: Math.max(0, Math.round((width - size.width) / 2)),
      top: Math.max(0, Math.round((height - size.height) / 2)),
      ...size,
    })
    .toColourspace(colours)
    .raw()
    .toBuffer();
  return { data: cut, ...size, channels: kept };
}

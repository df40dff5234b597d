import sharp from 'sharp';
import type { Picture } from './picture.ts';

export interface Ageing {
  readonly random: () => number;
  /** How crooked the sheet lay on the glass, in degrees clockwise. */
  readonly skew: number;
  /** Specks of dust on the glass. */
  readonly specks: number;
}

const PAPER = 246;

/**
 * A clean page as an office scanner would see it: grey paper, a little crooked, a touch of blur, fine
 * grain and dust. The grain is kept weak because every grey level of it costs bytes in a JPEG.
 */
export async function ageScan(clean: Picture, { random, skew, specks }: Ageing): Promise<Picture> {
  const { width, height } = clean;
  const crooked = await sharp(clean.pixels, { raw: { width, height, channels: clean.channels } })
    .greyscale()
    .rotate(skew, { background: '#ffffff' })
    .resize({ width, height, fit: 'cover' })
    .blur(0.5)
    .toColourspace('b-w')
    .raw()
    .toBuffer();
  const pixels = new Uint8Array(width * height);
  for (let at = 0; at < pixels.length; at++) {
    // Darker towards the left edge, where a bound sheet lifts off the glass.
    const shade = 10 * Math.exp(-(at % width) / (width * 0.03));
    const grain = (random() + random() - 1) * 5;
    pixels[at] = Math.max(0, 18 + ((crooked[at] ?? 255) / 255) * (PAPER - 18) - shade + grain);
  }
  for (let speck = 0; speck < specks; speck++) {
    const radius = 0.6 + random() * 1.6;
    blot({ width, height, channels: 1, pixels }, random() * width, random() * height, radius);
  }
  return { width, height, channels: 1, pixels };
}

function blot({ width, height, pixels }: Picture, centreX: number, centreY: number, radius: number): void {
  for (let y = Math.floor(centreY - radius); y <= centreY + radius; y++) {
    for (let x = Math.floor(centreX - radius); x <= centreX + radius; x++) {
      const isInside = (x - centreX) ** 2 + (y - centreY) ** 2 <= radius ** 2;
      if (isInside && x >= 0 && x < width && y >= 0 && y < height) pixels[y * width + x] = 95;
    }
  }
}

import sharp from 'sharp';
import type { GrayRaster } from '../../packages/pages/src/gray-raster.ts';
import { pickWords, writeLine } from './write-line.ts';

const SHEET = { width: 707, height: 1000 };
const MARGIN = 50;
const STYLES = ['', '', '', 'font-weight="bold"', 'font-style="italic"'] as const;

/** A page of upright lines in one family, of random size, as a worn scan of 1000 pixels shows it. */
export async function drawLines(family: string, random: () => number): Promise<GrayRaster> {
  const { width, height } = SHEET;
  const lines: string[] = [];
  const list = pickWords(random);
  const usual = 7 * 3.4 ** random();
  for (let y = MARGIN; y < height - MARGIN;) {
    const emPx = usual * (random() < 0.1 ? 1.5 : 1);
    y += emPx * (1.15 + random() * 0.5);
    const words = random() < 0.2 ? 2 : Math.ceil((width - 2 * MARGIN) / (emPx * 3.2));
    const text = writeLine(random, list, words).replaceAll('&', '&amp;').replaceAll('<', '&lt;');
    const style = STYLES[Math.floor(random() * STYLES.length)] ?? '';
    const grey = random() < 0.1 ? 110 : 20;
    lines.push(
      `<text x="${MARGIN + random() * 6}" y="${y}" font-size="${emPx}" ${style} fill="rgb(${grey},${grey},${grey})">${text}</text>`,
    );
  }
  const skew = random() < 0.5 ? 0 : random() * 4 - 2;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width * 2}" height="${height * 2}" viewBox="0 0 ${width} ${height}">
    <rect width="100%" height="100%" fill="#fff"/>
    <g font-family="${family}" transform="rotate(${skew} ${width / 2} ${height / 2})">${lines.join('\n')}</g></svg>`;
  let image = sharp(Buffer.from(svg)).resize(SHEET);
  if (random() < 0.5) image = image.blur(0.3 + random() * 0.8);
  const drawn = await image.removeAlpha().greyscale().toColourspace('b-w').raw().toBuffer();
  const paper = 215 + random() * 40;
  const grain = random() < 0.4 ? 0 : random() * 14;
  const cutAt = random() < 0.15 ? 120 + random() * 60 : 0;
  const data = drawn.map((value) => {
    const seen = (value / 255) * paper + (random() + random() + random() - 1.5) * grain;
    return cutAt === 0 ? Math.max(0, Math.min(255, seen)) : seen < cutAt ? 0 : 255;
  });
  return { data, ...SHEET };
}

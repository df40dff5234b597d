import { describe, expect, jest, test } from '@jest/globals';
import { pictureTiers } from '@quire/domain';
import { grayscale, PDFDocument, rgb, StandardFonts } from 'pdf-lib';
import sharp from 'sharp';
import { contentBox } from '../src/analysis/content-box.ts';
import { hasLetter } from '../src/analysis/has-letter.ts';
import { isBlank } from '../src/analysis/is-blank.ts';
import type { GrayRaster } from '../src/gray-raster.ts';
import { NEVER, useRenderer } from './use-renderer.ts';

const bench = useRenderer();
const spec = { tier: pictureTiers.high, resolution: 'auto', orient: true } as const;
const A4 = { width: 707, height: 1000 };

jest.setTimeout(120_000);

interface Sheet {
  readonly width: number;
  readonly height: number;
}

function svg(drawn: string, { width, height }: Sheet, ground: string): Buffer {
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
      <rect width="100%" height="100%" fill="${ground}"/>${drawn}</svg>`,
  );
}

async function sheet(drawn: string, size: Sheet = A4, ground = '#ffffff'): Promise<GrayRaster> {
  const { data, info } = await sharp(svg(drawn, size, ground))
    .greyscale()
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data: new Uint8Array(data), width: info.width, height: info.height };
}

function words(x: number, y: number, sizePx: number, text: string, fill = '#ffffff'): string {
  return `<text x="${x}" y="${y}" font-family="sans-serif" font-size="${sizePx}" fill="${fill}">${text}</text>`;
}

describe('print that is lighter than its ground', () => {
  const GROUNDS = ['#ff8c00', '#87ceeb', '#20a0a0', '#dddddd'];

  test.each(GROUNDS)('is found on %s, and none of it is cut', async (ground) => {
    for (const sizePx of [9, 30]) {
      const page = await sheet(words(60, 470, sizePx, 'Thank you'), A4, ground);
      expect(isBlank(page)).toMatchObject({ blank: false });
      expect(lighterOutside(page)).toBe(0);
    }
  });

  test.each(['#c4c4c4', '#ffd050', '#98e0b0'])('stays in a bar of %s', async (fill) => {
    const bar = `<rect y="860" width="707" height="140" fill="${fill}"/>`;
    const text = words(60, 200, 14, 'so many words of print', '#000000');
    const page = await sheet(text + bar + words(60, 930, 22, 'Call us: 123456'));
    const { y, height } = contentBox(page);
    expect(y + height).toBeGreaterThanOrEqual(935);
  });

  test('is not what shines through from the other side', async () => {
    const behind = `<defs><filter id="b"><feGaussianBlur stdDeviation="1.5"/></filter></defs>
      <g filter="url(#b)"><rect x="80" y="90" width="540" height="300" fill="#d6d6d6"/>
      ${[150, 220, 290, 360].map((y) => words(100, y, 22, 'a heading in a filled box', '#f0f0f0')).join('')}</g>`;
    expect(isBlank(await sheet(behind, A4, '#f0f0f0'))).toMatchObject({ blank: true });
  });

  test('is not the paper beside a shadow, a lid or a hole', async () => {
    const dirt = `<defs><linearGradient id="s"><stop offset="0" stop-opacity=".5"/>
      <stop offset="1" stop-opacity="0"/></linearGradient></defs>
      <rect width="60" height="1000" fill="url(#s)"/><path d="M700 0 H707 V1000 H682 Z" fill="#222"/>
      <circle cx="40" cy="365" r="10" fill="#333"/>`;
    expect(isBlank(await sheet(dirt, A4, '#d8d8d8'))).toMatchObject({ blank: true });
  });
});

function lighterOutside(page: GrayRaster): number {
  const box = contentBox(page);
  const ground = page.data[0] ?? 0;
  return page.data.reduce((lost, grey, at) => {
    const [x, y] = [at % page.width, Math.floor(at / page.width)];
    const isIn = x >= box.x && y >= box.y && x < box.x + box.width && y < box.y + box.height;
    return lost + (grey > ground + 8 && !isIn ? 1 : 0);
  }, 0);
}

describe('words that the page says it has are not cut', () => {
  test('where they are too pale to be found', async () => {
    const pdf = await PDFDocument.create();
    const font = await pdf.embedFont(StandardFonts.Helvetica);
    const page = pdf.addPage([595, 842]);
    page.drawRectangle({ x: 0, y: 0, width: 595, height: 842, color: rgb(0.95, 0.95, 0.95) });
    page.drawText('A heading', { x: 60, y: 780, size: 24, font, color: grayscale(0) });
    page.drawText('confidential', { x: 480, y: 30, size: 9, font, color: grayscale(0.97) });
    const source = await bench.folder.source(await pdf.save());
    const { width, height } = await bench.renderer.picture(source, 0, spec, NEVER);
    expect(height / width).toBeGreaterThan(1.2);
  });
});

describe('print at the edge of a sheet', () => {
  const cut = { text: words(300, 999, 22, 'Page 4711', '#000000') };
  test.each([
    ['a number that the foot cuts', cut.text],
    ['a heading that the head cuts', words(280, 14, 22, 'HRB 4711', '#000000')],
    [
      'a tab at its side',
      `<g transform="translate(702 400) rotate(90)">${words(0, 0, 34, 'ANNEX B', '#222')}</g>`,
    ],
    [
      'a stroke that runs off it',
      '<path d="M655 456 C661 433 667 485 676 456 S684 433 690 468 S699 450 710 459" fill="none" stroke="#112" stroke-width="2.3"/>',
    ],
    [
      'a line drawn round it',
      '<rect x=".5" y=".5" width="706" height="999" fill="none" stroke="#000"/>',
    ],
  ])('is content: %s', async (_what, drawn) => {
    expect(isBlank(await sheet(drawn))).toMatchObject({ blank: false });
  });

  test.each([
    ['a lid at two sides', '<path d="M700 0 H707 V1000 H0 V996 H698 Z" fill="#111"/>'],
    ['a wedge', '<path d="M0 0 H14 L0 600 Z" fill="#111"/>'],
    ['a streak', '<rect x="300" width="2" height="1000" fill="#555"/>'],
    ['a sliver', '<rect x="500" y="998" width="30" height="2" fill="#222"/>'],
  ])('is none where a scanner left it: %s', async (_what, drawn) => {
    expect(isBlank(await sheet(drawn))).toMatchObject({ blank: true });
  });

  test('is kept whole where it was cut out tightly', async () => {
    const strip = { width: 1000, height: 72 };
    const page = await sheet(words(-4, 72, 100, 'INVOICE NUMBER', '#000000'), strip);
    expect(contentBox(page)).toMatchObject({ x: 0, height: 72 });
    expect(contentBox(page).width).toBeGreaterThan(850);
  });
});

describe('a large sheet', () => {
  const A2 = { width: 2480, height: 3508 };
  const dust = [
    [700, 900],
    [1900, 2600],
  ].map(([x, y]) => `<circle cx="${x}" cy="${y}" r="4" fill="#333"/>`);

  async function pictured(drawn: string) {
    const png = await sharp(svg(drawn, A2, '#ffffff'))
      .png()
      .toBuffer();
    return bench.renderer.picture(await bench.folder.source(png, 'image/png'), 0, spec, NEVER);
  }

  test('with a number of 7 pt alone is not blank', async () => {
    expect((await pictured(words(1240, 3388, 14.6, '3', '#222222'))).isBlank).toBe(false);
  });

  test('with two specks alone is', async () => {
    expect((await pictured(dust.join(''))).isBlank).toBe(true);
  });

  test.each(['0', '1', '3', '4', '7', '8', '9'])(
    'shows the digit %s from near by',
    async (digit) => {
      const near = { width: 300, height: 3000 };
      expect(hasLetter(await sheet(words(150, 2880, 8.8, digit, '#222222'), near))).toBe(true);
    },
  );
});

function dots(count: number): string {
  return Array.from(
    { length: count },
    (_, at) => `<circle cx="${300 + at * 8}" cy="500" r="1.3"/>`,
  ).join('');
}

describe('a sheet', () => {
  test('is blank with three specks in a row and not with four', async () => {
    expect(isBlank(await sheet(dots(3)))).toMatchObject({ blank: true });
    expect(isBlank(await sheet(dots(4)))).toMatchObject({ blank: false });
  });

  test('keeps 6 mm around what is on it', async () => {
    const mark = '<rect x="200" y="300" width="120" height="60" fill="#333"/>';
    expect(contentBox(await sheet(mark))).toEqual({ x: 180, y: 280, width: 160, height: 100 });
  });

  test('is kept whole where it is dark', async () => {
    const mark = '<rect x="200" y="300" width="120" height="60" fill="#000"/>';
    const whole = { x: 0, y: 0, ...A4 };
    expect(contentBox(await sheet(mark, A4, '#404040'))).toEqual(whole);
  });
});

import { afterAll, describe, expect, jest, test } from '@jest/globals';
import { array, asyncProperty, assert, integer, record } from 'fast-check';
import sharp from 'sharp';
import { contentBox } from '../src/analysis/content-box.ts';
import { closeOrientation } from '../src/analysis/orientation-engine.ts';
import { pageMarks } from '../src/analysis/page-marks.ts';
import { rowsAgree } from '../src/analysis/rows-agree.ts';
import { setStraight } from '../src/analysis/set-straight.ts';
import { skewAngle } from '../src/analysis/skew-angle.ts';
import type { Part } from '../src/choose-size.ts';
import type { GrayRaster } from '../src/gray-raster.ts';
import type { Drawable } from '../src/renderer/drawable.ts';
import { drawStraight } from '../src/renderer/draw-straight.ts';
import { lookAtPage } from '../src/renderer/look-at-page.ts';

// A busy machine may take its time: nothing here is about how long it takes.
jest.setTimeout(120_000);
afterAll(closeOrientation);

const SHEET = { width: 500, height: 700 };
/** Side of a mark: larger than a speck. */
const SIDE = 12;

/** White paper with black squares on it. */
function sheetWith(marks: readonly { readonly x: number; readonly y: number }[]): GrayRaster {
  const data = new Uint8Array(SHEET.width * SHEET.height).fill(255);
  for (const { x, y } of marks) {
    for (let row = y; row < y + SIDE; row += 1) {
      data.fill(0, row * SHEET.width + x, row * SHEET.width + x + SIDE);
    }
  }
  return { data, ...SHEET };
}

/** A raster as a page, drawn pixel by pixel, as images are. */
function pageOf({ data, width, height }: GrayRaster): Drawable {
  const size = { width, height };
  return {
    size,
    unit: 'px',
    rotation: 0,
    layer: null,
    async draw(part, wanted) {
      const left = Math.min(width - 1, Math.round(part.left * width));
      const top = Math.min(height - 1, Math.round(part.top * height));
      const cut = {
        left,
        top,
        width: Math.max(1, Math.min(width - left, Math.round(part.width * width))),
        height: Math.max(1, Math.min(height - top, Math.round(part.height * height))),
      };
      const drawn = await sharp(data, { raw: { width, height, channels: 1 } })
        .extract(cut)
        .resize({ ...wanted, fit: 'fill' })
        .toColourspace('b-w')
        .raw()
        .toBuffer();
      return { data: drawn, ...wanted, channels: 1 };
    },
    cut: () => ({ unfit: 'it is a raster' }),
  };
}

/** In black pixels. */
function inkOf(data: Uint8Array): number {
  return data.reduce((sum, shade) => sum + 255 - shade, 0) / 255;
}

async function drawnInk(page: GrayRaster, part: Part, skew: number): Promise<number> {
  const size = {
    width: Math.round(part.width * page.width),
    height: Math.round(part.height * page.height),
  };
  const { data } = await drawStraight(pageOf(page), part, skew, size);
  return inkOf(data);
}

describe('a page that is set straight', () => {
  test('keeps all the ink of its content, wherever it stands and however crooked it lies', async () => {
    const place = record({
      x: integer({ min: 4, max: SHEET.width - SIDE - 4 }),
      y: integer({ min: 4, max: SHEET.height - SIDE - 4 }),
    });
    // Two that overlap can have the size and the roundness of a punch hole, which is cut off rightly.
    const apart = array(place, { minLength: 1, maxLength: 2 }).filter(
      ([one, other]) =>
        one === undefined ||
        other === undefined ||
        Math.max(Math.abs(one.x - other.x), Math.abs(one.y - other.y)) > SIDE,
    );
    await assert(
      asyncProperty(apart, integer({ min: -500, max: 500 }), async (marks, hundredths) => {
        const skew = hundredths / 100;
        if (skew === 0) return;
        // Two more keep the picture so large that it matters little that it has whole pixels.
        const page = sheetWith([...marks, { x: 150, y: 200 }, { x: 350, y: 480 }]);
        const { x, y, width, height } = contentBox(page, skew);
        const trim = {
          left: x / page.width,
          top: y / page.height,
          width: width / page.width,
          height: height / page.height,
        };
        const kept = (await drawnInk(page, trim, skew)) / inkOf(page.data);
        expect(kept).toBeGreaterThan(0.97);
        expect(kept).toBeLessThan(1.03);
      }),
      { numRuns: 40 },
    );
  });

  test('keeps its corners where it is cut into parts, in one of them or in both', async () => {
    const corners = [
      { x: 4, y: 4 },
      { x: SHEET.width - SIDE - 4, y: 4 },
      { x: 4, y: SHEET.height - SIDE - 4 },
      { x: SHEET.width - SIDE - 4, y: SHEET.height - SIDE - 4 },
    ];
    const page = sheetWith(corners);
    for (const skew of [-5, -1, 2, 5]) {
      const { x, y, width, height } = contentBox(page, skew);
      const half = { width: width / page.width / 2, height: height / page.height };
      const [left, top] = [x / page.width, y / page.height];
      let ink = 0;
      for (const from of [left, left + half.width]) {
        ink += await drawnInk(page, { left: from, top, ...half }, skew);
      }
      expect(ink / inkOf(page.data)).toBeGreaterThan(0.97);
    }
  });
});

/** Sixty names, each at an angle of its own, as on a map. */
async function namesAtAllAngles(): Promise<GrayRaster> {
  const names = Array.from({ length: 60 }, (_, at) => {
    const [x, y] = [95 + 0.807 * ((at * 137) % 500) + 12, 90 + 0.807 * ((at * 211) % 700)];
    const angle = ((at * 37) % 80) - 40;
    const letters = Array.from({ length: 9 }, (_letter, nth) => {
      const high = 4 + (at % 4) * 1.3;
      const from = nth * high * 0.9;
      return `M${from} 0 v-${high} M${from} -${high * 0.6} h${high * 0.5} v${high * 0.6}`;
    }).join(' ');
    return `<path transform="translate(${x} ${y}) rotate(${angle})" d="${letters}" fill="none" stroke="#000" stroke-width="1.1"/>`;
  });
  return drawnSheet(names.join(''));
}

async function drawnSheet(svg: string): Promise<GrayRaster> {
  const [width, height] = [707, 1000];
  const whole = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#fff"/>${svg}</svg>`;
  const data = await sharp(Buffer.from(whole)).greyscale().toColourspace('b-w').raw().toBuffer();
  return { data: new Uint8Array(data), width, height };
}

/** Signs that no script has, in rows and columns. */
const rowsOfSigns = Array.from({ length: 360 }, (_, at) => {
  const [x, y] = [70 + (at % 18) * 30, 160 + Math.floor(at / 18) * 34];
  return `<path d="M${x} ${y} v-10 l8 10 v-10 M${x + 14} ${y} l5 -10 l5 10" fill="none" stroke="#000" stroke-width="2"/>`;
}).join('');

test('names at all angles are no crooked page, at whichever angle their feet fall together', async () => {
  const map = await namesAtAllAngles();
  expect(skewAngle(map)).toBe(0);
  const crooked = setStraight(await drawnSheet(rowsOfSigns), { turn: 0, skew: -2, scale: 1 });
  for (const degrees of [-5, -3, -1, 2, 5]) {
    expect(rowsAgree(pageMarks(map), degrees)).toBe(false);
    expect(rowsAgree(pageMarks(crooked), degrees)).toBe(degrees === 2);
  }
});

test('a page is set straight along its lines, and not where they run up and down', async () => {
  const crooked = setStraight(await drawnSheet(rowsOfSigns), { turn: 0, skew: -2, scale: 1 });
  const lying = setStraight(crooked, { turn: 90, skew: 0, scale: 1 });
  expect(Math.abs(skewAngle(lying))).toBeGreaterThan(1);
  expect((await lookAtPage(pageOf(crooked), null, true)).skew).toBeCloseTo(2, 0);
  expect(await lookAtPage(pageOf(lying), null, true)).toMatchObject({ turn: 0, skew: 0 });
});

import { readFile } from 'node:fs/promises';
import { afterAll, describe, expect, jest, test } from '@jest/globals';
import { array, assert, float, property } from 'fast-check';
import { makeImage } from '@quire/testkit';
import sharp from 'sharp';
import { contentBox } from '../src/analysis/content-box.ts';
import { detectTurn } from '../src/analysis/detect-turn.ts';
import { isBlank } from '../src/analysis/is-blank.ts';
import { letterStance } from '../src/analysis/letter-stance.ts';
import { closeOrientation } from '../src/analysis/orientation-engine.ts';
import { pageMarks } from '../src/analysis/page-marks.ts';
import { setStraight } from '../src/analysis/set-straight.ts';
import { skewAngle } from '../src/analysis/skew-angle.ts';
import { textHeight } from '../src/analysis/text-height.ts';
import { textStance } from '../src/analysis/text-stance.ts';
import type { GrayRaster } from '../src/gray-raster.ts';

const SHEET = { width: 707, height: 1000 };
const LINES = Array.from({ length: 14 }, (_, at) => `LINE ${at} OF A LETTER TO THE COMMITTEE`);

// A busy machine may take its time: nothing here is about how long it takes.
jest.setTimeout(120_000);
afterAll(closeOrientation);

/** The size a page is looked at in, whatever it came in. */
async function grey(picture: Buffer, edgePx = 1000): Promise<GrayRaster> {
  const { data, info } = await sharp(picture)
    .resize({ width: edgePx, height: edgePx, fit: 'inside' })
    .flatten({ background: '#ffffff' })
    .greyscale()
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data: new Uint8Array(data), width: info.width, height: info.height };
}

/** A sheet of grey paper with what an SVG draws on it, and grain that is the same on every run. */
async function sheet(svg: string): Promise<GrayRaster> {
  const { width, height } = SHEET;
  const drawn = await grey(
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
        <rect width="100%" height="100%" fill="#f0f0f0"/>${svg}</svg>`,
    ),
  );
  const { data } = drawn;
  for (let at = 0, state = 1; at < data.length; at++) {
    state = (state * 16_807) % 2_147_483_647;
    const grainy = (data[at] ?? 0) + (state % 9) - 4;
    data[at] = grainy < 0 ? 0 : grainy;
  }
  return drawn;
}

async function written(): Promise<GrayRaster> {
  return grey(
    await makeImage({ width: 1240, height: 1754, format: 'png', text: LINES.join('\n') }),
  );
}

/** A sheet of labels and typed answers. */
async function form(edgePx?: number): Promise<GrayRaster> {
  return grey(await readFile(new URL('../../../samples/form.png', import.meta.url)), edgePx);
}

/** A form of which so many lines from its top on stand upside down, the others upright: the fewer, the less sure. */
async function mixed(share: number, edgePx: number): Promise<GrayRaster> {
  const upright = await form(edgePx);
  const { width, height, data } = setStraight(upright, { turn: 180, skew: 0, scale: 1 });
  const from = Math.round(height * share) * width;
  const rest = upright.data.subarray(from);
  return { width, height, data: Uint8Array.from([...data.subarray(0, from), ...rest]) };
}

const specks = Array.from({ length: 60 }, (_, at) => {
  const [x, y] = [(at * 373) % 690, (at * 619) % 985];
  return `<circle cx="${x}" cy="${y}" r="${0.6 + (at % 3) * 0.4}" fill="#444"/>`;
}).join('');
/** A 7 of 9 pt type on A4. */
const seven = '<path d="M350 960 h5 l-3 8" fill="none" stroke="#222" stroke-width="1.2"/>';
const words = Array.from({ length: 240 }, (_, at) => {
  const [x, y] = [70 + (at % 12) * 48, 120 + Math.floor(at / 12) * 34];
  return `<path d="M${x} ${y} v-10 l8 10 v-10 M${x + 14} ${y} l5 -10 l5 10" fill="none" stroke="#000" stroke-width="2"/>`;
}).join('');

describe('a blank page', () => {
  test('is blank with specks, a shadow, a lid and punch holes', async () => {
    const shadow = `<defs><linearGradient id="s"><stop offset="0" stop-opacity=".6"/>
      <stop offset="1" stop-opacity="0"/></linearGradient></defs>
      <rect width="60" height="1000" fill="url(#s)"/>`;
    const lid = '<path d="M700 0 H707 V1000 H690 Z" fill="#111"/>';
    const holes = [365, 635].map((y) => `<circle cx="40" cy="${y}" r="10" fill="#222"/>`).join('');
    for (const left of ['', specks, shadow, lid, holes, specks + lid + holes]) {
      expect(isBlank(await sheet(left))).toMatchObject({ blank: true });
    }
  });

  test('is blank when the print of its other side shows through', async () => {
    const through = `<defs><filter id="b"><feGaussianBlur stdDeviation="1.5"/></filter></defs>
      <g transform="translate(707 0) scale(-1 1)" opacity="0.16" filter="url(#b)">${words}</g>`;
    expect(isBlank(await sheet(through))).toMatchObject({ blank: true });
  });

  test('is kept whole', async () => {
    expect(contentBox(await sheet(''))).toEqual({ x: 0, y: 0, ...SHEET });
  });

  test('has no text and no angle', async () => {
    const blank = await sheet(specks);
    expect(textHeight(blank)).toBeNull();
    expect(skewAngle(blank)).toBe(0);
  });
});

describe('a page with hardly anything on it is not blank', () => {
  test('when it has only a page number, even among specks', async () => {
    expect(isBlank(await sheet(seven))).toMatchObject({ blank: false });
    expect(isBlank(await sheet(seven + specks))).toMatchObject({ blank: false });
  });

  test('when it has only a faint stamp', async () => {
    const stamp = `<g transform="rotate(-8 450 400)" fill="none" stroke="#c8c8c8">
      <rect x="380" y="370" width="150" height="50" stroke-width="2"/>
      <path d="M395 405 v-20 l14 20 v-20 M425 405 l8 -20 l8 20 M455 385 h16 M463 385 v20" stroke-width="3"/></g>`;
    expect(isBlank(await sheet(stamp))).toMatchObject({ blank: false });
  });

  test('when it is dark all over', async () => {
    const slide = await sheet('<rect width="100%" height="100%" fill="#203040"/>');
    expect(isBlank(slide)).toMatchObject({ blank: false });
  });
});

describe('the content box', () => {
  test('holds every mark and leaves the empty margins', async () => {
    const mark = '<rect x="200" y="300" width="120" height="60" fill="#333"/>';
    const { x, y, width, height } = contentBox(await sheet(mark + seven + specks));
    expect(x).toBeGreaterThan(100);
    expect(x).toBeLessThan(200);
    expect(y).toBeGreaterThan(200);
    expect(y).toBeLessThan(300);
    expect(x + width).toBeGreaterThan(355);
    expect(y + height).toBeGreaterThan(968);
    expect(width).toBeLessThan(400);
  });
});

describe('lines of text', () => {
  test('tell their angle', async () => {
    for (const skew of [-3, -1.2, 0, 0.6, 2.4]) {
      const crooked = setStraight(await written(), { turn: 0, skew: -skew, scale: 1 });
      expect(Math.abs(skewAngle(crooked) - skew)).toBeLessThan(0.25);
    }
  });

  test('tell their height, crooked or not', async () => {
    const straight = textHeight(await sheet(words));
    expect(straight?.heightPx).toBeGreaterThan(9);
    expect(straight?.heightPx).toBeLessThan(14);
    const crooked = setStraight(await sheet(words), { turn: 0, skew: 2, scale: 1 });
    expect(textHeight(crooked)?.heightPx).toBeCloseTo(straight?.heightPx ?? 0, -0.5);
  });
});

describe('the way up', () => {
  test('of a page is found from all four', async () => {
    for (const stands of [0, 90, 180, 270] as const) {
      const lying = async (edgePx: number): Promise<GrayRaster> =>
        setStraight(await form(edgePx), { turn: stands, skew: 0, scale: 1 });
      const { turn } = await detectTurn(await lying(1000), lying);
      expect((turn + stands) % 360).toBe(0);
    }
  });

  test('is left alone where only one of two looks says that it is another', async () => {
    const first = await mixed(0.75, 1000);
    const sure = textStance(pageMarks(first));
    expect(sure).toBeLessThan(-6);
    expect(sure).toBeGreaterThan(-12);
    const doubtful = await mixed(0.55, 1800);
    const inDoubt = textStance(pageMarks(doubtful));
    expect(inDoubt).toBeLessThan(0);
    expect(inDoubt).toBeGreaterThan(-4);
    expect(await detectTurn(first, () => Promise.resolve(doubtful))).toMatchObject({ turn: 0 });
    expect(await detectTurn(first, (edgePx) => mixed(0.75, edgePx))).toMatchObject({ turn: 180 });
  });

  test('is left alone where there is nothing to read', async () => {
    for (const page of [await sheet(''), await sheet(seven), await sheet(specks)]) {
      expect(await detectTurn(page, () => Promise.resolve(page))).toMatchObject({ turn: 0 });
    }
  });
});

describe('letters', () => {
  test('say of a page upside down the contrary of what they say upright', async () => {
    const page = await form();
    const upright = textStance(pageMarks(page));
    const turned = textStance(pageMarks(setStraight(page, { turn: 180, skew: 0, scale: 1 })));
    expect(upright).toBeGreaterThan(6);
    expect(turned).toBeLessThan(-6);
  });

  test('say the contrary of any window turned round', () => {
    assert(
      property(
        array(float({ min: 0, max: 1, noNaN: true }), { minLength: 384, maxLength: 384 }),
        (inks) => {
          const window = Float32Array.from(inks);
          const turned = Float32Array.from(inks.toReversed());
          expect(letterStance(window)).toBeCloseTo(-letterStance(turned), 3);
        },
      ),
    );
  });

  test('of an upright page are enough to leave it as it is', async () => {
    const looked: number[] = [];
    const closer = (edgePx: number): Promise<GrayRaster> => {
      looked.push(edgePx);
      return form(edgePx);
    };
    expect(await detectTurn(await form(), closer)).toMatchObject({ turn: 0, confidence: 1 });
    expect(looked).toEqual([]);
  });
});

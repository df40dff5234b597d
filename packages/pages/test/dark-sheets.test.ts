import { describe, expect, test } from '@jest/globals';
import { pictureTiers } from '@quire/domain';
import { makePdf } from '@quire/testkit';
import sharp from 'sharp';
import { craftPdf } from './craft-pdf.ts';
import { NEVER, useRenderer } from './use-renderer.ts';

const bench = useRenderer();
const spec = { tier: pictureTiers.high, resolution: 'auto', orient: true } as const;
const PROSE = 'Whatever a film shows is read by looking at the film and at nothing else. '.repeat(
  25,
);

/** A page of print, light on dark: a film, a terminal. */
async function negative(degrees = 0): Promise<Buffer> {
  const page = await bench.folder.source(Buffer.from(await makePdf([{ text: PROSE }])));
  const asItIs = { tier: pictureTiers.high, resolution: 120, orient: false } as const;
  const { bytes } = await bench.renderer.picture(page, 0, asItIs, NEVER);
  return sharp(bytes).negate().linear(0.85, 20).rotate(degrees).png().toBuffer();
}

async function picturedImage(bytes: Buffer) {
  return bench.renderer.picture(await bench.folder.source(bytes, 'image/png'), 0, spec, NEVER);
}

async function picturedSlide(contents: string) {
  const pdf = craftPdf([
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 960 540]>>',
    '<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>',
    { dictionary: '', stream: `.07 .13 .2 rg 0 0 960 540 re f ${contents}` },
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
  ]);
  return bench.renderer.picture(await bench.folder.source(pdf), 0, spec, NEVER);
}

function emOf(reason: string): number {
  return Number(/^type of ([\d.]+) px/.exec(reason)?.[1]);
}

describe('a dark sheet', () => {
  test('is as large as its light print needs, as a light sheet is', async () => {
    const dark = await negative();
    const [seen, light] = [
      await picturedImage(dark),
      await picturedImage(await sharp(dark).negate().png().toBuffer()),
    ];
    const share = emOf(seen.reason) / emOf(light.reason);
    expect(share).toBeGreaterThan(0.9);
    expect(share).toBeLessThan(1.1);
  });

  test('is turned where it stands upside down', async () => {
    expect(await picturedImage(await negative(180))).toMatchObject({ rotation: 180 });
  });

  test('with a title alone is as large as that needs', async () => {
    const { reason, width } = await picturedSlide('1 g BT /F 44 Tf 80 300 Td (Chapter 3) Tj ET');
    expect(reason).toContain('type of 44 pt');
    expect(reason).toContain('by its few words');
    expect(width).toBeLessThan(500);
  });

  test('with more than its title is shown as large as can be, where no type is found', async () => {
    const shape = '.6 g 700 60 m 800 200 l 860 90 l f';
    const { reason } = await picturedSlide(`${shape} 1 g BT /F 44 Tf 80 300 Td (Chapter 3) Tj ET`);
    expect(reason).toContain('no type to go by');
  });
});

/** Letters and what lies behind them, as pixels with transparency. */
function drawn(fill: string, ground: string): Buffer {
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="800" height="400">${ground}
        <path d="M100 300 V100 L180 250 L260 100 V300 M340 300 V100 H440 M340 200 H420 M340 300 H440" fill="none" stroke="${fill}" stroke-width="24"/></svg>`,
  );
}

describe('an image of light letters that are cut out', () => {
  test('lies on a dark ground: on white it would be blank', async () => {
    const picture = await picturedImage(await sharp(drawn('#ffffff', '')).png().toBuffer());
    expect(picture.isBlank).toBe(false);
    const { dominant } = await sharp(picture.bytes).stats();
    expect(dominant.r).toBeLessThan(80);
  });

  test.each([
    ['dark letters', drawn('#223344', '')],
    [
      'a white label',
      drawn('#223344', '<rect x="40" y="40" width="600" height="300" fill="#fff"/>'),
    ],
    ['a white sheet', drawn('#ffffff', '<rect width="800" height="380" fill="#fff"/>')],
  ])('lies on white where it has %s', async (_what, svg) => {
    const picture = await picturedImage(await sharp(svg).png().toBuffer());
    const { dominant } = await sharp(picture.bytes).stats();
    expect(dominant.r).toBeGreaterThan(200);
  });
});

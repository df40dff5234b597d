import { expect, test } from '@jest/globals';
import { pictureTiers } from '@quire/domain';
import { makePdf } from '@quire/testkit';
import sharp from 'sharp';
import { type SourcePage, wholePictureSpecs } from '../src/index.ts';
import { readPixels } from './read-pixels.ts';
import { NEVER, useRenderer } from './use-renderer.ts';
import { sample } from './work-folder.ts';

const bench = useRenderer();
const tier = pictureTiers.high;

/** A screenshot of a black box on white. */
async function screen(width: number, height: number, left: number, top: number): Promise<Buffer> {
  const box = await sharp({ create: { width: 160, height: 100, channels: 3, background: '#000' } })
    .png()
    .toBuffer();
  return sharp({ create: { width, height, channels: 3, background: '#fff' } })
    .composite([{ input: box, left, top }])
    .png()
    .toBuffer();
}

/** Draws pages as they are compared, by the first of the specs. */
async function compared(
  files: readonly { readonly bytes: Buffer; readonly type: 'image/png' | 'application/pdf' }[],
  options: Parameters<typeof wholePictureSpecs>[0] = { preset: 'ui-diff', task: 'compare' },
) {
  const sources = await Promise.all(
    files.map(({ bytes, type }) => bench.folder.source(bytes, type)),
  );
  const pages: SourcePage[] = [];
  for (const source of sources) pages.push(...(await bench.renderer.inspect(source, 1, NEVER)));
  const [spec] = wholePictureSpecs(options, tier, pages);
  const pictures = [];
  for (const source of sources) {
    pictures.push(await bench.renderer.picture(source, 0, spec, NEVER));
  }
  return pictures;
}

test('what only moved is another picture, in the whole frame', async () => {
  const [before, after] = await compared([
    { bytes: await screen(1000, 1000, 100, 100), type: 'image/png' },
    { bytes: await screen(1000, 1000, 500, 600), type: 'image/png' },
  ]);
  if (before === undefined || after === undefined) throw new Error('there are two');
  expect([before.width, before.height, after.width, after.height]).toEqual([1e3, 1e3, 1e3, 1e3]);
  expect(before.bytes.equals(after.bytes)).toBe(false);
  expect(before.reason).toMatch(/^compared: as it stands/);
  expect((await readPixels(before)).darkness(0.11, 0.11, 0.25, 0.19)).toBe(1);
  expect((await readPixels(after)).darkness(0.51, 0.61, 0.65, 0.69)).toBe(1);
});

test('all have one scale, that of the largest of them, and a blank one its frame', async () => {
  const pictures = await compared([
    { bytes: await screen(1000, 500, 20, 20), type: 'image/png' },
    { bytes: await screen(5152, 1000, 20, 20), type: 'image/png' },
    { bytes: await screen(1000, 500, 0, 0).then(blank), type: 'image/png' },
  ]);
  expect(pictures.map(({ width, height }) => [width, height])).toEqual([
    [500, 250],
    [2576, 500],
    [500, 250],
  ]);
  expect(pictures.map(({ isBlank }) => isBlank)).toEqual([false, false, true]);
});

test('the words of one page do not make it larger than the other, nor a PDF of it', async () => {
  for (const options of [{ task: 'compare' }, { task: 'compare', picture: 'pdf' }] as const) {
    const files = [await pdf('Order 4711 is open\n'.repeat(20)), await pdf('Open')];
    const [full, sparse] = await compared(files, options);
    expect(full).toMatchObject({ mediaType: 'image/jpeg', dpi: sparse?.dpi });
    expect([full?.width, full?.height]).toEqual([sparse?.width, sparse?.height]);
  }
});

test('a page that lies on its side stays so, unless it says itself how it stands', async () => {
  const report = sample('report.pdf', 'application/pdf');
  const plain = { tier: pictureTiers.standard, resolution: 'largest', orient: false } as const;
  const upright = await bench.renderer.picture(report, 2, plain, NEVER);
  const lying = await sharp(upright.bytes).rotate(90).png().toBuffer();
  const source = await bench.folder.source(lying, 'image/png');
  const spec = { tier, resolution: 'auto', orient: true } as const;
  expect(await bench.renderer.picture(source, 0, spec, NEVER)).toMatchObject({ rotation: 270 });
  const [image, page] = await compared([
    { bytes: lying, type: 'image/png' },
    { bytes: Buffer.from(await makePdf([{ text: 'Open', rotate: 90 }])), type: 'application/pdf' },
  ]);
  expect(image).toMatchObject({ rotation: 0, width: upright.height, height: upright.width });
  expect(page).toMatchObject({ rotation: 90 });
  expect(page?.width).toBeGreaterThan(page?.height ?? 0);
});

async function pdf(text: string) {
  const bytes = Buffer.from(await makePdf([{ text }]));
  return { bytes, type: 'application/pdf' as const };
}

async function blank(like: Buffer): Promise<Buffer> {
  const { width, height } = await sharp(like).metadata();
  return sharp({ create: { width, height, channels: 3, background: '#fff' } })
    .png()
    .toBuffer();
}

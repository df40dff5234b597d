import { describe, expect, test } from '@jest/globals';
import { pictureTiers } from '@quire/domain';
import sharp from 'sharp';
import { craftPdf } from './craft-pdf.ts';
import { readPixels } from './read-pixels.ts';
import { NEVER, useRenderer } from './use-renderer.ts';

const bench = useRenderer();
const spec = { tier: pictureTiers.high, resolution: 'auto', orient: true } as const;

/** A page of this size with words of 20 pt at places from its left. */
function words(width: number, height: number, places: readonly number[]): Buffer {
  return written(
    width,
    height,
    places.map((x) => `BT /F 20 Tf ${x} 15 Td (Order ${x} is open) Tj ET`),
  );
}

function written(width: number, height: number, lines: readonly string[]): Buffer {
  return craftPdf([
    '<</Type/Catalog/Pages 2 0 R>>',
    `<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 ${width} ${height}]>>`,
    '<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>',
    { dictionary: '', stream: lines.join('\n') },
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
  ]);
}

const picture = async (bytes: Buffer, type: 'application/pdf' | 'image/png' = 'application/pdf') =>
  bench.renderer.picture(await bench.folder.source(bytes, type), 0, spec, NEVER);

/** At which shares of a picture's height anything is red. */
async function redRows(bytes: Buffer | undefined): Promise<number[]> {
  const { data, info } = await sharp(bytes)
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  return Array.from({ length: height }, (_, y) => y / height).filter((_share, y) =>
    Array.from({ length: width }, (_x, x) => (y * width + x) * channels).some(
      (at) => (data[at] ?? 0) > (data[at + 1] ?? 0) + 60,
    ),
  );
}

describe('a page that is very long', () => {
  test.each([[20_000], [1_000_000]])('of %d pt is shown where anything stands', async (width) => {
    const drawn = await picture(words(width, 50, [100, 300]));
    expect(drawn.reason).toMatch(/margins cut/);
    expect(drawn.dpi).toBeGreaterThan(50);
    expect(drawn.width).toBeGreaterThan(drawn.height * 3);
    expect((await readPixels(drawn)).darkness(0, 0, 1, 1)).toBeGreaterThan(0.02);
  });

  test('and full is sent in parts that can be read', async () => {
    const drawn = await picture(words(12_000, 50, [100, 4_000, 8_000, 11_000]));
    expect(drawn.tiles.length).toBeGreaterThan(1);
    expect(drawn.dpi).toBeGreaterThan(40);
  });

  test('and has no text of its own is read by looking at it in places', async () => {
    const line = await picture(words(600, 50, [100, 300]));
    const strip = sharp({ create: { width: 24_000, height: 60, channels: 3, background: '#fff' } });
    const input = await sharp(line.bytes).resize({ height: 40 }).png().toBuffer();
    const bytes = await strip
      .composite([0, 12_000, 23_000].map((left) => ({ input, left, top: 10 })))
      .png()
      .toBuffer();
    const drawn = await picture(bytes, 'image/png');
    expect(drawn.tiles.length).toBeGreaterThan(1);
  });

  test.each([
    [580, 3_600, 24, 34],
    [600, 9_000, 24, 34],
  ])('and a receipt of %d by %d pixels keeps its first and its last line', async (...receipt) => {
    const [width, height, emPx, leadPx] = receipt;
    const rows = Math.floor((height - 120) / leadPx);
    const lines = Array.from({ length: rows }, (_, row) => {
      const fill = row === 0 || row === rows - 1 ? '#e00000' : '#333';
      return `<text x="20" y="${70 + row * leadPx}" font-size="${emPx}" fill="${fill}">ART ${1000 + row} ${row % 5} x ${(row * 1.37).toFixed(2)}</text>`;
    });
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#f0efe9"/><g font-family="Liberation Mono, monospace">${lines.join('')}</g></svg>`;
    const drawn = await picture(await sharp(Buffer.from(svg)).png().toBuffer(), 'image/png');
    expect(drawn.reason).not.toContain('straightened');
    const tiles = drawn.tiles.length > 0 ? drawn.tiles : [drawn];
    const red = await Promise.all([tiles.at(0), tiles.at(-1)].map((tile) => redRows(tile?.bytes)));
    expect(Math.min(...(red[0] ?? []))).toBeLessThan(0.05);
    expect(Math.max(...(red[1] ?? []))).toBeGreaterThan(0.95);
  });

  test('and full from one end to the other ends by its name, unpaid', async () => {
    await expect(picture(words(1_000_000, 50, [100, 999_000]))).rejects.toMatchObject({
      code: 'type_too_small',
      detail: expect.stringMatching(
        /^type of 20 pt would be 0\.\d px tall: \d+ by \d+ pt in 16 parts/,
      ),
    });
  });
});

test('a page so large that nothing is seen of it ends by its name', async () => {
  const black = '0 0 1000000 1000000 re f';
  const box = craftPdf([
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 1000000 1000000]>>',
    '<</Type/Page/Parent 2 0 R/Contents 4 0 R>>',
    { dictionary: '', stream: black },
  ]);
  await expect(picture(box)).rejects.toMatchObject({ code: 'type_too_small' });
});

test('a page as large, whose type is large as well, is no larger a picture than another', async () => {
  const lines = [2_000, 4_000, 6_000, 8_000, 10_000, 12_000].map(
    (y) => `BT /F 600 Tf 500 ${y} Td (Line at ${y} of six) Tj ET`,
  );
  const drawn = await picture(written(14_000, 14_000, lines));
  expect(drawn.reason).toMatch(/^type of 600 pt needs fewer pixels than are read well/);
  expect(Math.max(drawn.width, drawn.height)).toBeLessThan(500);
});

test('a page as large is drawn as coarse as was asked for, and no coarser', async () => {
  const file = await bench.folder.source(words(14_000, 14_000, [100]), 'application/pdf');
  const asked = { ...spec, resolution: 4, orient: false };
  const drawn = await bench.renderer.picture(file, 0, asked, NEVER);
  expect(drawn).toMatchObject({ width: 778, height: 778, dpi: 4 });
  const vast = await bench.folder.source(words(1_000_000, 1_000_000, [100]), 'application/pdf');
  await expect(bench.renderer.picture(vast, 0, asked, NEVER)).rejects.toMatchObject({
    code: 'type_too_small',
  });
});

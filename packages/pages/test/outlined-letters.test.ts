import { describe, expect, test } from '@jest/globals';
import { pictureTiers } from '@quire/domain';
import { craftPdf } from './craft-pdf.ts';
import { NEVER, useRenderer } from './use-renderer.ts';

const bench = useRenderer();
const spec = { tier: pictureTiers.high, resolution: 'auto', orient: true } as const;
const LINE = 'so many words of its own a plan has';
const TITLES = `BT /F 30 Tf 36 TL 40 780 Td ${`(${LINE}) Tj T* `.repeat(3)}ET`;

/** Capitals as a plotter draws them, in fifths of their height. */
const STROKES = [
  '0 0 m 2 5 l 4 0 l 1 2 m 3 2 l',
  '0 0 m 0 5 l 3 5 l 0 2.5 m 2 2.5 l 0 0 m 3 0 l',
  '0 0 m 0 5 l 0 2.5 m 3.5 2.5 l 3.5 0 m 3.5 5 l',
  '0 5 m 0 0 l 2.8 0 l',
  '0 0 m 0 5 l 3.8 0 l 3.8 5 l',
  '0 5 m 3.2 5 l 1.6 5 m 1.6 0 l',
  '0 5 m 2.2 0 l 4.2 5 l',
  '0 5 m 3.4 5 l 0 0 l 3.4 0 l',
];

/** Lines of forty letters, each a path of its own or all of a line in one. */
function plotted(heightPt: number, paths: 'letters' | 'lines'): string {
  const unit = heightPt / 5;
  const scaled = (strokes: string, x: number, y: number): string =>
    strokes.replaceAll(
      /([\d.]+) ([\d.]+)/g,
      (_, across: string, up: string) =>
        `${(x + Number(across) * unit).toFixed(2)} ${(y + Number(up) * unit).toFixed(2)}`,
    );
  const lines = Array.from({ length: 8 }, (_, row) => {
    const letters = Array.from({ length: 40 }, (__, at) =>
      scaled(STROKES[(at * 5 + row) % 8] ?? '', 60 + at * unit * 6, 400 - row * heightPt * 2),
    );
    return letters.join(paths === 'letters' ? ' S ' : ' ');
  });
  return `${heightPt / 9} w ${lines.join(' S ')} S`;
}

function dots(count: number): string {
  const places = Array.from({ length: count }, (_, at) => [
    60 + (at % 40) * 9,
    420 - (at / 40) * 9,
  ]);
  return places.map(([x = 0, y = 0]) => `${x} ${y.toFixed(1)} 3 3 re f`).join(' ');
}

async function pictured(drawn: string) {
  const pdf = craftPdf([
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>',
    '<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>',
    { dictionary: '', stream: `${TITLES} ${drawn}` },
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
  ]);
  return bench.renderer.picture(await bench.folder.source(pdf), 0, spec, NEVER);
}

describe('a page with a title of 30 pt is as large as', () => {
  test.each(['letters', 'lines'] as const)('lettering needs that is drawn: %s', async (paths) => {
    const { dpi, reason } = await pictured(plotted(6, paths));
    expect(reason).toContain('by its own text, and a look at its drawings');
    // Capitals of 6 pt are 4 px tall by the title.
    expect(6 * ((dpi ?? 0) / 72)).toBeGreaterThan(10);
  });

  test.each([
    ['the dots of a chart', dots(300)],
    ['larger lettering', plotted(28, 'letters')],
    ['nothing else', ''],
  ])('its title needs, beside %s', async (_what, drawn) => {
    const { reason } = await pictured(drawn);
    expect(reason).toContain('type of 30 pt');
    expect(reason).not.toContain('drawings');
  });
});

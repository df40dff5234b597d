import { describe, expect, test } from '@jest/globals';
import { pictureTiers, type PlaceOnPage } from '@quire/domain';
import { degrees, PDFDocument, type PDFPage, StandardFonts } from 'pdf-lib';
import type { PlacedLayer } from '../src/index.ts';
import { NEVER, useRenderer } from './use-renderer.ts';

const bench = useRenderer();
const PROSE = 'the quick brown fox jumps over the lazy dog and the hen that lives nearby '.repeat(
  2,
);

describe('beside its text layer a page has', () => {
  test('pictures, wherever they are drawn, and turned as the page is', async () => {
    const places = await Promise.all(
      [0, 90].map(async (rotate) => {
        const layer = await layerOf(async (page, pdf) => {
          const png = await pdf.embedPng(PIXEL);
          page.drawImage(png, { x: 50, y: 100, width: 200, height: 80 });
          page.setRotation(degrees(rotate));
        });
        return layer.unlayered?.map(rounded);
      }),
    );
    // 842 − 100 − 80 from the top; on its side, what was at the bottom is at the left.
    expect(places).toEqual([
      [{ x: 50, y: 662, width: 200, height: 80 }],
      [{ x: 100, y: 50, width: 80, height: 200 }],
    ]);
  });

  test('pictures in a drawing that is drawn somewhere else, at half its size', async () => {
    const layer = await layerOf(async (page, pdf) => {
      const inner = await PDFDocument.create();
      const sheet = inner.addPage([400, 400]);
      sheet.drawImage(await inner.embedPng(PIXEL), { x: 100, y: 100, width: 200, height: 200 });
      const [embedded] = await pdf.embedPdf(await inner.save());
      if (embedded === undefined) throw new Error('nothing was embedded');
      page.drawPage(embedded, { x: 10, y: 20, xScale: 0.5, yScale: 0.5 });
    });
    expect(layer.unlayered?.map(rounded)).toEqual([{ x: 60, y: 672, width: 100, height: 100 }]);
  });

  test('letters drawn as outlines, and neither rules nor frames', async () => {
    const outline = `M 0 0 ${'q 4 4 8 0 '.repeat(12)} z`;
    const layer = await layerOf(async (page) => {
      for (let at = 0; at < 30; at += 1) {
        page.drawSvgPath(outline, { x: 40, y: 500, scale: 1 + at / 30 });
      }
      page.drawLine({ start: { x: 0, y: 300 }, end: { x: 500, y: 300 } });
      page.drawRectangle({ x: 20, y: 20, width: 500, height: 60 });
      return Promise.resolve();
    });
    expect(layer.unlayered?.length).toBeGreaterThan(0);
    for (const { x, y, width, height } of layer.unlayered ?? []) {
      expect(x + width).toBeLessThan(300);
      expect(y).toBeGreaterThan(280);
      expect(y + height).toBeLessThan(400);
    }
  });

  test('the values of its fields, where they are; of a password and a hidden field nothing', async () => {
    const layer = await layerOf(async (page, pdf) => {
      const form = pdf.getForm();
      const name = form.createTextField('name');
      name.setText('Ada Lovelace 1815');
      name.addToPage(page, { x: 100, y: 400, width: 200, height: 20 });
      const secret = form.createTextField('secret');
      secret.setText('hunter2');
      secret.enablePassword();
      secret.addToPage(page, { x: 100, y: 300, width: 200, height: 20 });
      const hidden = form.createTextField('hidden');
      hidden.setText('unseen');
      hidden.addToPage(page, { x: 100, y: 200, width: 200, height: 20, hidden: true });
      const choice = form.createDropdown('state');
      choice.setOptions(['new', 'worn']);
      choice.select('worn');
      choice.addToPage(page, { x: 100, y: 100, width: 200, height: 20 });
      return Promise.resolve();
    });
    const values = layer.words.slice(PROSE.trim().split(' ').length);
    expect(values.map(({ text }) => text)).toEqual(['Ada', 'Lovelace', '1815', 'worn']);
    expect(values[0]?.y).toBeCloseTo(842 - 420, -1);
    expect(layer.unlayered).toHaveLength(3);
  });

  test('nothing that anybody looked for where it has few words of its own', async () => {
    const layer = await layerOf(() => Promise.resolve(), 'a title');
    expect(layer).toMatchObject({ soundness: 'sound', unlayered: null });
  });
});

const PIXEL =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

async function layerOf(
  draw: (page: PDFPage, pdf: PDFDocument) => Promise<void>,
  prose = PROSE,
): Promise<PlacedLayer> {
  const pdf = await PDFDocument.create();
  const page = pdf.addPage([595, 842]);
  const font = await pdf.embedFont(StandardFonts.Helvetica);
  page.drawText(prose, { x: 20, y: 800, size: 11, font, maxWidth: 550, lineHeight: 13 });
  await draw(page, pdf);
  const source = await bench.folder.source(await pdf.save());
  const spec = { tier: pictureTiers.high, resolution: 'auto', orient: false } as const;
  const { layer } = await bench.renderer.picture(source, 0, spec, NEVER);
  if (layer === null) throw new Error('the page says nothing');
  return layer;
}

function rounded({ x, y, width, height }: PlaceOnPage): PlaceOnPage {
  return {
    x: Math.round(x),
    y: Math.round(y),
    width: Math.round(width),
    height: Math.round(height),
  };
}

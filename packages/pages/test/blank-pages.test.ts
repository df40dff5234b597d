import { describe, expect, test } from '@jest/globals';
import { pictureTiers } from '@quire/domain';
import { grayscale, PDFDocument, StandardFonts } from 'pdf-lib';
import { NEVER, useRenderer } from './use-renderer.ts';

const bench = useRenderer();
const spec = { tier: pictureTiers.high, resolution: 'auto', orient: true } as const;

describe('a page of few words is', () => {
  test('blank where they are as white as the page', async () => {
    const { isBlank } = await pictureOf('this page is left empty', 1);
    expect(isBlank).toBe(true);
  });

  test('not blank where they are a shade darker', async () => {
    const { isBlank } = await pictureOf('this page is left empty', 0.97);
    expect(isBlank).toBe(false);
  });

  test('not blank where they are its number alone', async () => {
    const { isBlank } = await pictureOf('7', 0);
    expect(isBlank).toBe(false);
  });
});

async function pictureOf(words: string, shade: number) {
  const pdf = await PDFDocument.create();
  const font = await pdf.embedFont(StandardFonts.Helvetica);
  pdf
    .addPage([595, 842])
    .drawText(words, { x: 280, y: 30, size: 10, font, color: grayscale(shade) });
  return bench.renderer.picture(await bench.folder.source(await pdf.save()), 0, spec, NEVER);
}

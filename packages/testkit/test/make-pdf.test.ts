import { describe, expect, test } from '@jest/globals';
import { PDFDocument } from 'pdf-lib';
import { makePdf, numberedPdf, pageMarker } from '../src/index.ts';

describe('a made PDF', () => {
  test('has the sizes and rotations asked for', async () => {
    const bytes = await makePdf([{ text: 'hello' }, { widthPt: 300, heightPt: 200, rotate: 90 }]);
    const [first, second] = (await PDFDocument.load(bytes)).getPages();
    expect(first?.getSize()).toEqual({ width: 595, height: 842 });
    expect(second?.getSize()).toEqual({ width: 300, height: 200 });
    expect(second?.getRotation().angle).toBe(90);
  });

  test('may have no page at all', async () => {
    const pdf = await PDFDocument.load(await makePdf([]));
    expect(pdf.getPageCount()).toBe(0);
  });

  test('comes out the same every time', async () => {
    expect(await numberedPdf(3)).toEqual(await numberedPdf(3));
    expect(await numberedPdf(3, { word: 'other' })).not.toEqual(await numberedPdf(3));
  });
});

test('no page marker is part of another', () => {
  expect(pageMarker(17)).toBe('markerbababakemi');
  const markers = Array.from({ length: 12_000 }, (_, index) => pageMarker(index + 1, 'x'));
  expect(new Set(markers).size).toBe(markers.length);
  expect(new Set(markers.map((marker) => marker.length)).size).toBe(1);
});

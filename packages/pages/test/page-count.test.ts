import { describe, expect, test } from '@jest/globals';
import { pictureTiers } from '@quire/domain';
import { PDFDocument, PDFName, PDFNumber } from 'pdf-lib';
import { bytesSource } from '../src/renderer/page-tree/bytes-source.ts';
import { readPageTree } from '../src/renderer/page-tree/read-page-tree.ts';
import { craftPdf } from './craft-pdf.ts';
import { lockedPackedPdf } from './owner-locked-pdf.ts';
import { NEVER, useRenderer } from './use-renderer.ts';

const bench = useRenderer();
const spec = { tier: pictureTiers.standard, resolution: 36, orient: false } as const;
const CATALOGUE = '<</Type/Catalog/Pages 2 0 R>>';

function page(parent: number, width: number, contents = ''): string {
  return `<</Type/Page/Parent ${parent} 0 R/MediaBox[0 0 ${width} 100]${contents}>>`;
}

/** Pages of 100, 200, … points in width, in one node, with whatever its `/Count` is. */
function counted(count: string, kids = [3, 4, 5]): Buffer {
  return craftPdf([
    CATALOGUE,
    `<</Type/Pages/Kids[${kids.map((kid) => `${kid} 0 R`).join(' ')}]/Count ${count}>>`,
    ...[100, 200, 300].map((width) => page(2, width, '/Contents 7 0 R')),
    '1',
    { dictionary: '', stream: '20 20 40 40 re f' },
  ]);
}

/** The same three, the last two in a node below that says it has but one. */
function nested(): Buffer {
  return craftPdf([
    CATALOGUE,
    '<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>',
    page(2, 100),
    '<</Type/Pages/Parent 2 0 R/Kids[5 0 R 6 0 R]/Count 1>>',
    page(4, 200),
    page(4, 300),
  ]);
}

/** Three pages in streams of objects, which say that there is one. */
async function packed(count: number): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  for (const width of [100, 200, 300]) pdf.addPage([width, 100]);
  const bytes = await pdf.save({ useObjectStreams: false });
  const again = await PDFDocument.load(bytes);
  again.catalog.Pages().set(PDFName.of('Count'), PDFNumber.of(count));
  return again.save({ useObjectStreams: true, addDefaultPage: false });
}

const widthsOf = async (bytes: Uint8Array) => {
  const source = await bench.folder.source(bytes);
  const pages = await bench.renderer.inspect(source, 10_000, NEVER);
  return pages.map(({ width }) => width);
};

describe('pages are counted by walking their tree', () => {
  test.each([
    ['as it says', counted('3')],
    ['more than it says', counted('1')],
    ['more than it says at another place', counted('6 0 R')],
    ['more than a node below it says', nested()],
    ['fewer than it says', counted('9')],
    ['fewer by far', counted('2000000000')],
    ['where it says nothing', counted('null')],
  ])('%s', async (_what, bytes) => {
    expect(await widthsOf(bytes)).toEqual([100, 200, 300]);
  });

  test('packed, and fewer than they say', async () => {
    expect(await widthsOf(await packed(3))).toEqual([100, 200, 300]);
    expect(await widthsOf(await packed(9))).toEqual([100, 200, 300]);
  });

  test('and none is lost where they are packed and more than they say', async () => {
    await expect(widthsOf(await packed(1))).rejects.toMatchObject({
      code: 'page_tree_broken',
      detail: 'it says 1 and holds 3',
    });
  });

  test('and none is lost where they are packed under a lock', async () => {
    expect(await widthsOf(lockedPackedPdf(3))).toEqual([595, 595, 595]);
    await expect(widthsOf(lockedPackedPdf(1))).rejects.toMatchObject({
      code: 'page_tree_broken',
      detail: 'it says 1 and holds 3',
    });
  });

  test('unless the number of bytes that they are packed in is packed with them', () => {
    const stream =
      '%PDF-1.7\n6 0 obj\n<</Type/ObjStm/N 1/First 4/Length 1 0 R>>stream\n1 0 42 \nendstream\nendobj\n';
    // Of object 1 that it is in stream 6, and of that where it stands (7.5.8.3).
    const table = '\x02\x06\x00\x01\x09\x00';
    const reference = `7 0 obj\n<</Type/XRef/W[1 1 1]/Index[1 1 6 1]/Size 8/Root 1 0 R/Length 6>>stream\n${table}\nendstream\nendobj\n`;
    const text = `${stream}${reference}startxref\n${stream.length}\n%%EOF\n`;
    expect(readPageTree(bytesSource(Buffer.from(text, 'latin1')), 9)).toBeNull();
  });

  test('up to as many as are wanted', async () => {
    const many = await bench.folder.source(
      counted(
        '1',
        Array.from({ length: 5_000 }, () => 3),
      ),
    );
    await expect(bench.renderer.inspect(many, 100, NEVER)).rejects.toMatchObject({
      code: 'too_many_pages',
    });
  });
});

test('a page behind the last of /Count is drawn by a renderer that did not count', async () => {
  const source = await bench.folder.source(counted('1'));
  const { width, height } = await bench.renderer.picture(source, 2, spec, NEVER);
  expect([width, height]).toEqual([150, 50]);
});

test('a place without a page fails by its name, at once, and the pages around it are drawn', async () => {
  const source = await bench.folder.source(counted('3', [3, 77, 5]));
  expect(await bench.renderer.inspect(source, 10, NEVER)).toHaveLength(3);
  await expect(bench.renderer.picture(source, 1, spec, NEVER)).rejects.toMatchObject({
    code: 'page_missing',
  });
  expect(await bench.renderer.picture(source, 2, spec, NEVER)).toMatchObject({ width: 150 });
});

describe('where pdf.js is asked alone', () => {
  const pdfjs = useRenderer({ engine: 'pdfjs' });
  const countOf = async (bytes: Uint8Array): Promise<number> => {
    const source = await pdfjs.folder.source(bytes);
    return (await pdfjs.renderer.inspect(source, 10_000, NEVER)).length;
  };

  test('pages that are there count, and no others', async () => {
    expect(await countOf(counted('3'))).toBe(3);
    expect(await countOf(counted('9'))).toBe(3);
  });

  test('none is lost: a file that hides some is broken', async () => {
    await expect(countOf(counted('1'))).rejects.toMatchObject({ code: 'page_tree_broken' });
  });
});

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  readdirSync,
  readFileSync,
  readlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { MOST_MEMORY_BYTES, MOST_OPEN } from '../src/renderer/open-documents.ts';
import { openFile } from '../src/renderer/open-file.ts';
import type { PdfDocument } from '../src/renderer/pdf-document.ts';
import { pdfOfContents } from './craft-pdf.ts';
import { openWorkFolder, type WorkFolder } from './work-folder.ts';

let folder: WorkFolder;
beforeAll(async () => {
  folder = await openWorkFolder();
});
afterAll(() => folder.remove());

describe('documents whose pages come by turns', () => {
  test('are opened once each', async () => {
    const [one, other] = [await pathOf(3), await pathOf(2)];
    const first = await openFile(one, 0);
    const second = await openFile(other, 0);
    expect(second).not.toBe(first);
    expect(await openFile(one, 1)).toBe(first);
    expect(await openFile(other, 1)).toBe(second);
  });

  test('have each its own pages, whichever was asked before', async () => {
    const [one, other] = [await pathOf(3), await pathOf(2)];
    const asked: [string, number][] = [
      [one, 0],
      [other, 1],
      [one, 2],
      [other, 0],
      [one, 1],
      [one, 2],
    ];
    for (const [path, index] of asked) {
      expect(objectsOn(await openFile(path, index), index)).toBe(index + 1);
    }
  });

  test('are closed when too many are open, those first that were not used for longest', async () => {
    const paths = await Promise.all(Array.from({ length: MOST_OPEN }, () => pathOf(1)));
    const [oldest = '', next = '', ...others] = paths;
    const documents = new Map<string, PdfDocument>();
    for (const path of paths) documents.set(path, await openFile(path, 0));
    expect(filesOpen(paths)).toHaveLength(MOST_OPEN);
    // Used again, it is not the oldest any more.
    await openFile(oldest, 0);
    await openFile(await pathOf(1), 0);
    expect(filesOpen(paths).toSorted()).toEqual([oldest, ...others].toSorted());
    expect(await openFile(next, 0)).not.toBe(documents.get(next));
  });

  test('stay open when only their time is set, and are closed when they were removed', async () => {
    const [one, other] = [await pathOf(1), await pathOf(1)];
    const first = await openFile(one, 0);
    utimesSync(one, 1, 1);
    expect(await openFile(one, 0)).toBe(first);
    unlinkSync(one);
    await openFile(other, 0);
    expect(filesOpen([`${one} (deleted)`, other])).toEqual([other]);
  });

  test('keep no page of theirs while others are drawn', async () => {
    const rich = pdfOfContents(['0 0 100 100 re f\n'.repeat(40_000)]);
    const memory: number[] = [];
    for (let at = 0; at < MOST_OPEN; at += 1) {
      const { path } = await folder.source(rich);
      const document = await openFile(path, 0);
      expect(objectsOn(document, 0)).toBe(40_000);
      memory.push(document.api.pdfium.HEAPU8.length);
    }
    // Four such pages at once would have it grow.
    expect(memory.at(-1)).toBe(memory[0]);
  });

  test('keep nothing of what was read of their files', async () => {
    const one = await pathOf(2);
    const document = await openFile(one, 0);
    expect(objectsOn(document, 0)).toBe(1);
    const bytes = readFileSync(one, 'latin1');
    writeFileSync(one, bytes.replaceAll(' f\n', ' n\n'), 'latin1');
    await openFile(await pathOf(1), 0);
    // Where the second page is read from the file, it is as it stands there now.
    expect(await openFile(one, 1)).toBe(document);
    expect(objectsOn(document, 1)).toBe(0);
  });

  test('are closed but one where PDFium has much memory', async () => {
    const paths = await Promise.all(Array.from({ length: 3 }, () => pathOf(2)));
    const [first = '', second = '', third = ''] = paths;
    const { api } = await openFile(first, 0);
    await openFile(second, 0);
    expect(filesOpen(paths)).toHaveLength(2);
    const { malloc, free } = api.pdfium.wasmExports;
    free(malloc(MOST_MEMORY_BYTES));
    expect(api.pdfium.HEAPU8.length).toBeGreaterThan(MOST_MEMORY_BYTES);
    await openFile(second, 0);
    expect(filesOpen(paths)).toEqual([second]);
    for (const path of [third, first, second, third]) {
      expect(objectsOn(await openFile(path, 1), 1)).toBe(2);
      expect(filesOpen(paths)).toEqual([path]);
    }
  });
});

/** A file of so many pages, of which each has as many objects as its number. */
async function pathOf(pages: number): Promise<string> {
  const contents = Array.from({ length: pages }, (_, index) =>
    '0 0 100 100 re f\n'.repeat(index + 1),
  );
  return (await folder.source(pdfOfContents(contents))).path;
}

function objectsOn(document: PdfDocument, index: number): number {
  return document.withPage(index, (page) => document.api.FPDFPage_CountObjects(page));
}

/** Those of some files that this process holds open. */
function filesOpen(paths: readonly string[]): string[] {
  const held = readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)];
    } catch {
      return []; // The listing's own.
    }
  });
  return paths.filter((path) => held.includes(path));
}

import { closeSync, openSync, readdirSync, readlinkSync, statSync, writeSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { pictureTiers } from '@quire/domain';
import sharp from 'sharp';
import { writeBigScan } from './big-scan.ts';
import { children, peakRssMb } from './children.ts';
import { openBlockFile, takeReadFailure } from '../src/renderer/block-file.ts';
import { openPdf } from '../src/renderer/pdf-document.ts';
import { pdfOfContents } from './craft-pdf.ts';
import { readPixels } from './read-pixels.ts';
import { NEVER, useRenderer } from './use-renderer.ts';

const spec = { tier: pictureTiers.standard, resolution: 'largest', orient: false } as const;

const bench = useRenderer();

describe('a file is opened in blocks', () => {
  test('so that a scan of 170 MB does not take its size in memory', async () => {
    const small = await bench.folder.source(pdfOfContents(['0 0 100 100 re f']));
    await bench.renderer.picture(small, 0, spec, NEVER);
    const [pid = 0] = children();
    const before = peakRssMb(pid);
    const scan = await bench.folder.source('');
    writeBigScan(scan.path, await noise(), 1_000);
    const fileMb = statSync(scan.path).size / 1e6;
    expect(fileMb).toBeGreaterThan(150);
    expect(await bench.renderer.inspect(scan, 10_000, NEVER)).toHaveLength(1_000);
    for (const index of [0, 500, 999]) await bench.renderer.picture(scan, index, spec, NEVER);
    const after = peakRssMb(pid);
    process.stderr.write(
      `a scan of ${fileMb.toFixed(0)} MB: peak RSS ${before.toFixed(0)} MB before, ${after.toFixed(0)} MB after\n`,
    );
    expect(after - before).toBeLessThan(60);
  });

  test('by pdf.js, too, which is asked of a blank page', async () => {
    const pdf = pdfOfContents(['q Q']);
    const gapBytes = 900e6;
    const gapAt = pdf.lastIndexOf('xref\n0 ');
    const before = `9 0 obj\n<</Length ${gapBytes}>>\nstream\n`;
    const behindAt = gapAt + before.length + gapBytes;
    const end = '\nendstream\nendobj\n';
    const behind = pdf
      .toString('latin1', gapAt)
      .replace(/(startxref\n)\d+/, `$1${behindAt + end.length}`);
    const { path } = await bench.folder.source(pdf.toString('latin1', 0, gapAt) + before);
    const file = openSync(path, 'r+');
    // All between is a hole, which takes no room on a disk.
    writeSync(file, end + behind, behindAt);
    closeSync(file);
    const source = { path, mediaType: 'application/pdf' } as const;
    expect((await bench.renderer.picture(source, 0, spec, NEVER)).isBlank).toBe(true);
    expect(children()).toHaveLength(2);
  });

  test('and a part that cannot be read is remembered: engines take it for nothing', async () => {
    const { path } = await bench.folder.source(pdfOfContents(['%'.repeat(300_000)]));
    const file = openBlockFile(path);
    // The system's error is that of a broken disk: nothing stands where this file begins.
    closeSync(descriptorOf(path));
    openSync('/proc/self/mem', 'r');
    expect(() => file.read(200_000, new Uint8Array(9))).toThrow('EIO');
    expect(takeReadFailure()).toMatchObject({ code: 'EIO' });
    expect(takeReadFailure()).toBeUndefined();
    file.close();
  });

  test('and what stands before its header does not count', async () => {
    const pdf = pdfOfContents(['0 0 595 842 re f']);
    for (const junk of [1, 500, 1_019]) {
      const bytes = Buffer.concat([Buffer.alloc(junk, 'junk '), pdf]);
      const source = await bench.folder.source(bytes);
      expect(await bench.renderer.inspect(source, 1, NEVER)).toHaveLength(1);
      const pixels = await readPixels(await bench.renderer.picture(source, 0, spec, NEVER));
      expect(pixels.darkness(0, 0, 1, 1)).toBe(1);
    }
  });

  test('and its objects are found where they do not stand as it says', async () => {
    const pdf = pdfOfContents(['0 0 595 842 re f', '0 0 595 842 re f']).toString('latin1');
    // As who edits a file by hand leaves it: what follows has moved, and the table that says where it was.
    const comment = ' % in black';
    const edited = pdf
      .replace('re f', `re f${comment}`)
      .replace(/startxref\n(\d+)/, (_all, at) => `startxref\n${Number(at) + comment.length}`);
    const source = await bench.folder.source(Buffer.from(edited, 'latin1'));
    expect(await bench.renderer.inspect(source, 9, NEVER)).toHaveLength(2);
    for (const index of [0, 1]) {
      const pixels = await readPixels(await bench.renderer.picture(source, index, spec, NEVER));
      expect(pixels.darkness(0, 0, 1, 1)).toBe(1);
    }
  });

  test('and one that was replaced is opened again', async () => {
    const source = await bench.folder.source(pdfOfContents(['']));
    const other = await bench.folder.source(pdfOfContents(['', '']));
    expect(await bench.renderer.inspect(source, 9, NEVER)).toHaveLength(1);
    await rename(other.path, source.path);
    expect(await bench.renderer.inspect(source, 9, NEVER)).toHaveLength(2);
  });

  test('and each of two from its own, also once the other is closed', async () => {
    const [one, other] = [
      await bench.folder.source(pdfOfContents(['0 0 595 842 re f'])),
      await bench.folder.source(pdfOfContents(['', '', '0 0 595 842 re f'])),
    ];
    const first = await openPdf(one.path);
    const second = await openPdf(other.path);
    expect([first.pageCount, second.pageCount]).toEqual([1, 3]);
    first.close();
    // Its pages were not read yet.
    const objects = (page: number): number => second.api.FPDFPage_CountObjects(page);
    expect([0, 1, 2].map((index) => second.withPage(index, objects))).toEqual([0, 0, 1]);
    second.close();
  });

  test('and read rightly across their edges', async () => {
    // 300 kB of comment between the parts of a drawing: every block has some of it.
    const comment = `%${'x'.repeat(99)}\n`.repeat(1_500);
    const contents = `0 0 595 421 re f\n${comment}${comment}0 421 595 421 re f`;
    const source = await bench.folder.source(pdfOfContents([contents]));
    const pixels = await readPixels(await bench.renderer.picture(source, 0, spec, NEVER));
    expect(pixels.darkness(0, 0, 1, 1)).toBeGreaterThan(0.99);
  });
});

/** Of a file that this process has open. */
function descriptorOf(path: string): number {
  const isIt = (descriptor: string): boolean => {
    try {
      return readlinkSync(`/proc/self/fd/${descriptor}`) === path;
    } catch {
      return false; // That of the list itself.
    }
  };
  return Number(readdirSync('/proc/self/fd').find(isIt));
}

/** A picture that no encoder makes small: about 170 kB. */
function noise(): Promise<Buffer> {
  const create = {
    width: 850,
    height: 1_100,
    channels: 3,
    background: 'grey',
    noise: { type: 'gaussian', mean: 128, sigma: 24 },
  } as const;
  return sharp({ create }).jpeg({ quality: 60 }).toBuffer();
}

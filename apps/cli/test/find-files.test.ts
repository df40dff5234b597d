import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { findFiles } from '../src/files/find-files.ts';
import { resultNames } from '../src/files/result-names.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quire-files-'));
  await mkdir(join(folder, 'deep/er'), { recursive: true });
  const names = ['p10.PDF', 'p2.pdf', 'notes.txt', '.hidden.pdf', 'deep/er/x.tif', 'deep/y.webp'];
  for (const name of names) await writeFile(join(folder, name), 'x');
});

afterEach(() => rm(folder, { recursive: true }));

async function found(...names: readonly string[]): Promise<string[]> {
  const paths = await findFiles(names.map((name) => join(folder, name)));
  return paths.map((path) => relative(folder, path));
}

describe('files to send', () => {
  test('of a folder are all that Quire can read, in the order people count', async () => {
    await symlink(folder, join(folder, 'deep/loop'));
    expect(await found('.')).toEqual(['deep/er/x.tif', 'deep/y.webp', 'p2.pdf', 'p10.PDF']);
  });

  test.each(['pdf', 'jpg', 'jpeg', 'png', 'gif', 'webp', 'tif', 'tiff', 'avif'])(
    'of a folder may be of every type that Quire takes: %s',
    async (extension) => {
      await mkdir(join(folder, 'one'));
      await writeFile(join(folder, 'one', `a.${extension}`), 'x');
      expect(await found('one')).toEqual([`one/a.${extension}`]);
    },
  );

  test('that are named are taken whatever they are, and only once', async () => {
    expect(await found('notes.txt', '.hidden.pdf', 'p2.pdf', '.')).toEqual([
      'notes.txt',
      '.hidden.pdf',
      'p2.pdf',
      'deep/er/x.tif',
      'deep/y.webp',
      'p10.PDF',
    ]);
  });

  test('of a pattern are what it matches', async () => {
    expect(await found('**/*.{tif,webp}')).toEqual(['deep/er/x.tif', 'deep/y.webp']);
    expect(await found('*')).toEqual(['p2.pdf', 'p10.PDF']);
    expect(await found('*.txt')).toEqual(['notes.txt']);
  });

  test('that are none are said so', async () => {
    await mkdir(join(folder, 'empty'));
    await expect(found('empty')).rejects.toThrow(/empty holds nothing to send: looked for pdf/);
    await expect(found('*.gif')).rejects.toThrow(/holds nothing to send/);
    await expect(found('gone.pdf')).rejects.toThrow(/gone.pdf: no such file/);
  });
});

describe('names of results', () => {
  test('are never the same twice, upper and lower case being one', async () => {
    await writeFile(join(folder, 'Report.md'), 'x');
    expect(await resultNames(folder, ['a/report.pdf', 'b/report.png', 'scan.pdf'])).toEqual([
      'report-2',
      'report-3',
      'scan',
    ]);
  });

  test('never lead out of the folder, and are names that every system takes', async () => {
    const inputs = ['../../etc/passwd', 'x\\..\\y.pdf', '..', '.pdf', 'a:b\x1b[31m.pdf', ''];
    expect(await resultNames(folder, inputs)).toEqual([
      'passwd',
      'y',
      'document',
      'pdf',
      'a_b_[31m',
      'document-2',
    ]);
    const [long = ''] = await resultNames(folder, [`${'日'.repeat(200)}.pdf`]);
    expect(Buffer.byteLength(long)).toBeLessThan(201);
  });
});

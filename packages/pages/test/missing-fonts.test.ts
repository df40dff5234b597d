import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, jest, test } from '@jest/globals';
import { missingFonts } from '../src/renderer/fallback-fonts.ts';
import { createRendererProcess } from '../src/renderer-process.ts';
import { pdfOfContents } from './craft-pdf.ts';
import { NEVER } from './use-renderer.ts';

jest.setTimeout(60_000);

const home = fileURLToPath(new URL('..', import.meta.url));
const installed = join(home, '../../node_modules');
const limits = { timeoutMs: 30_000, maxRssMb: 1024, maxRestingRssMb: 360, maxTasks: 10 };

describe('a machine on which fonts are not installed', () => {
  test('lacks none where all are', () => {
    expect(missingFonts()).toEqual([]);
  });

  test.each([
    ['NotoSansKR-Bold', '@embedpdf/fonts-kr'],
    ['LiberationSans-Italic', 'pdfjs-dist'],
    ['Tinos_400Regular', '@expo-google-fonts/tinos'],
  ])('is told by the lack of %s alone', (file, name) => {
    expect(missingFonts((path) => !path.includes(file))).toEqual([name]);
  });

  test('draws no page, and says which package is missing until it is there', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'quire-pages-'));
    const font = '@expo-google-fonts/cousine';
    const renderer = await rendererWithout(font, folder);
    const path = join(folder, 'page.pdf');
    await writeFile(path, pdfOfContents(['0 0 9 9 re f']));
    const task = {
      kind: 'inspect',
      source: { path, mediaType: 'application/pdf' },
      maxPages: 9,
    } as const;
    try {
      const detail = expect.stringContaining(font);
      await expect(renderer.run(task, NEVER)).rejects.toMatchObject({
        code: 'fonts_missing',
        detail,
      });
      await link(font, join(folder, 'node_modules'));
      await expect(renderer.run(task, NEVER)).resolves.toMatchObject({ kind: 'inspect' });
    } finally {
      await renderer.end();
      await rm(folder, { recursive: true });
    }
  });
});

/** A renderer that stands in a folder of its own, with all its packages but one. */
async function rendererWithout(
  absent: string,
  folder: string,
): Promise<ReturnType<typeof createRendererProcess>> {
  await cp(join(home, 'src'), join(folder, 'src'), { recursive: true });
  const { default: manifest } = await import('../package.json', { with: { type: 'json' } });
  for (const name of Object.keys(manifest.dependencies)) {
    if (name !== absent) await link(name, join(folder, 'node_modules'));
  }
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  const program = pathToFileURL(join(folder, 'src/renderer/main.ts')).href;
  return createRendererProcess(program, limits);
}

async function link(name: string, packages: string): Promise<void> {
  await mkdir(dirname(join(packages, name)), { recursive: true });
  await symlink(join(installed, name), join(packages, name));
}

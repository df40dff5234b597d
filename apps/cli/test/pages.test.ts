import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { makeImage, makePdf } from '@quire/testkit';
import sharp from 'sharp';
import { z } from 'zod';
import { contactSheet } from '../src/sheet/contact-sheet.ts';
import { runCli, startCli } from './run-cli.ts';

// Each run is a process of its own that starts renderers: seconds on a busy machine.
jest.setTimeout(60_000);

/** Nobody listens there: whatever asked a server would fail. */
const NO_SERVER = { QUIRE_URL: 'http://127.0.0.1:9' };

const sizeSaid = z.object({ width: z.number(), height: z.number() });
const said = sizeSaid.extend({ parts: z.array(sizeSaid) });

let folder: string;
let pdf: string;
let out: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quire-pages-'));
  pdf = join(folder, 'a.pdf');
  out = join(folder, 'sheet.html');
});

afterEach(() => rm(folder, { recursive: true }));

describe('a contact sheet', () => {
  test('shows every page in order without a server, a line for each', async () => {
    await writeFile(
      pdf,
      await makePdf([
        { text: 'one' },
        { widthPt: 842, heightPt: 595 },
        { rotate: 90, text: 'three' },
      ]),
    );
    const { code, stdout, stderr } = await runCli(['pages', pdf, '--out', out], NO_SERVER);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toEqual([
      expect.stringMatching(
        /^page 1 {2}\d+ × \d+ px {2}\d+ tokens {2}[\d.]+ dpi {2}not turned {2}\d+ kB/,
      ),
      expect.stringMatching(/^page 2 .* {2}0 tokens .* {2}blank: clean$/),
      expect.stringMatching(/^page 3 .* {2}turned 90°/),
      `written  ${out}`,
    ]);
    const html = await readFile(out, 'utf8');
    expect(html.match(/<img alt="Page \d"/g)).toHaveLength(3);
    expect(html).toContain('3 pages · ');
  });

  test('shows all parts of a page that is sent in parts, in reading order', async () => {
    const text = Array.from({ length: 250 }, (_, line) => `line ${line} of the long page`);
    await writeFile(pdf, await makePdf([{ heightPt: 6_000, text: text.join('\n') }]));
    const { stdout } = await runCli(['pages', pdf, '--out', out, '--json']);
    const { parts, width, height } = z.parse(said, JSON.parse(stdout));
    expect(parts.length).toBeGreaterThan(1);
    expect(parts[0]).toEqual({ width, height });
    const html = await readFile(out, 'utf8');
    const seen =
      /alt="Page 1, part (\d+) of \d+" src="data:image\/jpeg;base64,([^"]+)"><span>([^<]+)/g;
    const shown = [...html.matchAll(seen)];
    expect(shown.map(([, part, , size]) => [Number(part), size])).toEqual(
      parts.map((one, index) => [index + 1, `${one.width} × ${one.height} px`]),
    );
    expect(new Set(shown.map(([, , base64]) => base64)).size).toBe(parts.length);
    expect(html).toContain(`<b>Page 1</b><span>${parts.length} parts</span>`);
  });

  test('is drawn by the engine that the workers are told, or refused', async () => {
    await writeFile(pdf, await makePdf([{ text: 'one' }]));
    const sheets = [];
    for (const engine of ['pdfium', 'pdfjs']) {
      const told = { ...NO_SERVER, QUIRE_RENDERER: engine };
      await runCli(['pages', pdf, '--out', `${out}.${engine}`], told);
      sheets.push(await readFile(`${out}.${engine}`, 'utf8'));
    }
    expect(sheets[0]).not.toBe(sheets[1]);
    const other = { ...NO_SERVER, QUIRE_RENDERER: 'mupdf' };
    expect(await runCli(['pages', pdf, '--out', out], other)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('QUIRE_RENDERER takes auto, pdfium or pdfjs.'),
    });
  });

  test('asks for nothing from anywhere', async () => {
    await writeFile(pdf, await makePdf([{}]));
    await runCli(['pages', pdf, '--out', out]);
    const html = await readFile(out, 'utf8');
    expect(html).not.toMatch(/https?:|<a\b|<script|<link/);
    expect(html).toContain("default-src 'none'");
  });

  test('shows pictures of at most 400 pixels, whatever would be sent', async () => {
    await writeFile(pdf, await makePdf([{}]));
    await runCli(['pages', pdf, '--out', out]);
    const [, base64 = ''] =
      /src="data:image\/jpeg;base64,([^"]+)"/.exec(await readFile(out, 'utf8')) ?? [];
    const { height } = await sharp(Buffer.from(base64, 'base64')).metadata();
    expect(height).toBe(400);
  });

  test('says what a model of the smaller tier would see', async () => {
    await writeFile(pdf, await makePdf([{}]));
    const tokensOf = async (model: string): Promise<number> => {
      const { stdout } = await runCli(['pages', pdf, '--out', out, '--model', model]);
      await rm(out);
      return Number(/ (\d+) tokens/.exec(stdout)?.[1]);
    };
    const small = await tokensOf('claude-haiku-4-5');
    expect(small).toBeLessThanOrEqual(1_568);
    expect(small).toBeLessThanOrEqual(await tokensOf('claude-opus-5-5'));
  });

  test('of an image works as well', async () => {
    const image = join(folder, 'a.png');
    await writeFile(
      image,
      await makeImage({ format: 'png', width: 300, height: 200, text: 'ONE TWO' }),
    );
    expect(await runCli(['pages', image, '--out', out])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^page 1 {2}\d+ × \d+ px {2}\d+ tokens {2}no dpi/),
    });
  });

  test('is told of in JSON where that is asked for', async () => {
    await writeFile(pdf, await makePdf([{ text: 'one' }]));
    const { stdout } = await runCli(['pages', pdf, '--out', out, '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ page: 1, turn: 0, tokens: expect.any(Number) });
    expect(stdout).not.toContain('thumbnail');
  });

  test('holds no markup that a file is named for', () => {
    const html = contactSheet({ filename: '<script>a&"b', model: 'm' }, []);
    expect(html).toContain('<h1>&lt;script&gt;a&amp;&quot;b</h1>');
    expect(html).not.toContain('<script>');
  });

  test('says which pages could not be drawn', () => {
    const failure = { code: 'render_timeout', sentence: 'It takes too long.' };
    const html = contactSheet({ filename: 'a.pdf', model: 'm' }, [
      { page: 1, picture: null, failure },
    ]);
    expect(html).toContain('render_timeout: It takes too long.');
    expect(html).toContain('1 not drawn');
  });
});

describe('what cannot be shown', () => {
  test('is a usage error where the words cannot be meant', async () => {
    await writeFile(pdf, await makePdf([{}]));
    expect(await runCli(['pages'])).toMatchObject({ code: 2, stdout: '' });
    expect(await runCli(['pages', pdf, pdf])).toMatchObject({ code: 2 });
    expect(await runCli(['pages', pdf, '--out', out, '--model', 'gpt'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(
        '--model takes a model that has a price: gpt is none of claude-',
      ),
    });
    expect(await readdir(folder)).toEqual(['a.pdf']);
  });

  test('ends with 1 where the file is none, and leaves no sheet', async () => {
    await writeFile(pdf, '%PDF-1.4 and nothing else');
    expect(await runCli(['pages', pdf, '--out', out])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^quire: pdf_unreadable: /),
    });
    await writeFile(pdf, 'plain text');
    expect(await runCli(['pages', pdf, '--out', out])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^quire: unsupported_media_type: /),
    });
    expect(await runCli(['pages', join(folder, 'no.pdf'), '--out', out])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^quire: ENOENT: /),
    });
    expect(await readdir(folder)).toEqual(['a.pdf']);
  });

  test('overwrites nothing', async () => {
    await writeFile(pdf, await makePdf([{}]));
    await writeFile(out, 'mine');
    expect(await runCli(['pages', pdf, '--out', out])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^quire: EEXIST: /),
    });
    expect(await readFile(out, 'utf8')).toBe('mine');
  });

  test('is given up at Ctrl-C with 130, and no half of a sheet stays', async () => {
    await writeFile(pdf, await makePdf(Array.from({ length: 60 }, () => ({}))));
    const { child, ended } = startCli(['pages', pdf, '--out', out], {});
    await once(child.stdout, 'data');
    child.kill('SIGINT');
    expect(await ended).toMatchObject({
      code: 130,
      stderr: 'quire: interrupted: no sheet was written.\n',
    });
    expect(await readdir(folder)).toEqual(['a.pdf']);
  });
});

import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { numberedPdf } from '@quire/testkit';
import { runCli } from './run-cli.ts';
import { type RunningQuire, startQuire } from './start-quire.ts';

const SAMPLES = resolve(import.meta.dirname, '../../../samples');
const KEY = 'a-key-of-this-test';

/**
 * The samples, but for the two whose pages have a text of their own: the stand-in answers from the
 * bytes alone here, and such a page would deny it. Pages of a few words take their place.
 */
let folder: string;
let quire: RunningQuire;
let environment: { readonly QUIRE_URL: string; readonly QUIRE_KEY: string };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quire-in-'));
  await cp(SAMPLES, folder, { recursive: true });
  await writeFile(join(folder, 'report.pdf'), await numberedPdf(12));
  await writeFile(join(folder, 'invoice.pdf'), await numberedPdf(1, { word: 'invoice' }));
  quire = await startQuire({
    QUIRE_API_KEYS: `tenant:${KEY}`,
    // The same files are sent again, to be paid for again.
    QUIRE_CACHE_TTL_S: '0',
  });
  environment = { QUIRE_URL: quire.url, QUIRE_KEY: KEY };
}, 30_000);

afterAll(async () => {
  await quire.stop();
  await rm(folder, { recursive: true });
}, 15_000);

function sample(name: string): string {
  return join(folder, name);
}

describe('the command, with the whole system behind it', () => {
  test('has a folder read, and its results written', async () => {
    const out = await mkdtemp(join(tmpdir(), 'quire-out-'));
    const { code, stdout, stderr } = await runCli(['submit', folder, '--out', out], environment);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.match(/ {2}completed {2}/g)).toHaveLength(7);
    expect(await readdir(out)).toHaveLength(14);
    expect(await readFile(join(out, 'fax.md'), 'utf8')).toMatch(/^<!-- page 1 -->\n\n\S/);
    const result: unknown = JSON.parse(await readFile(join(out, 'report.json'), 'utf8'));
    expect(result).toMatchObject({ status: 'completed', pages: { length: 12 } });
    await rm(out, { recursive: true });
  }, 120_000);

  test('shows a result in each form, and the document beside it', async () => {
    const files = [sample('form.png'), sample('chart.png')];
    const words = ['submit', ...files, '--together', '--wait', '--json'];
    const { code, stdout } = await runCli(words, environment);
    expect(code).toBe(0);
    const last: unknown = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
    expect(last).toMatchObject({ status: 'completed', pages: { total: 2, done: 2 }, files });
    const id = /"id":"(\w+)"/.exec(stdout)?.[1] ?? '';
    const shown = async (...more: string[]): Promise<string> =>
      (await runCli([...more], environment)).stdout;
    expect(await shown('result', id)).toMatch(/<!-- page 1 -->[^]+<!-- page 2 -->/);
    expect(JSON.parse(await shown('result', id, '--json'))).toMatchObject({ pages: { length: 2 } });
    const lines = (await shown('result', id, '--format', 'ndjson')).trimEnd().split('\n');
    expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([
      { page: 1, verdict: 'ok' },
      { page: 2, verdict: 'ok' },
    ]);
    expect(await shown('status', id)).toMatch(
      /completed {2}2\/2 pages {2}\$\d\.\d{4} {2}form\.png/,
    );
    expect(await shown('status')).toContain(id);
    expect(await shown('resume')).toBe('Nothing was held up.\n');
  }, 120_000);

  test('sends options, and hears why a document failed', async () => {
    const words = ['submit', sample('scan.pdf'), '--wait', '--option'];
    expect(await runCli([...words, 'pages=2'], environment)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('completed  1/1 page '),
    });
    expect(await runCli([...words, 'pages=77'], environment)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^quire: no_pages_selected: .*scan\.pdf: None of the pages/),
    });
  }, 120_000);

  test('is told of a wrong key, and of a file that is none of the known kinds', async () => {
    const wrong = await runCli(['submit', sample('scan.pdf')], { QUIRE_URL: quire.url });
    expect(wrong).toMatchObject({ code: 1, stdout: '' });
    expect(wrong.stderr).toMatch(/^quire: unauthorized: .*No valid key/);
    expect(await runCli(['submit', sample('README.md')], environment)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^quire: unsupported_media_type: .*README\.md/),
    });
    expect(await runCli(['watch', 'doc_none'], environment)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^quire: document_not_found: /),
    });
  }, 120_000);
});

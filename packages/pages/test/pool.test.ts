import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { deflateSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { asFailure, pictureTiers } from '@quire/domain';
import { openPageRenderer, type PageRenderer, type RendererOptions } from '../src/index.ts';
import { createRendererProcess } from '../src/renderer-process.ts';
import { children } from './children.ts';
import { craftPdf, greedyPdf, pdfOfContents, slowPdf } from './craft-pdf.ts';
import { readPixels } from './read-pixels.ts';
import { openWorkFolder, type WorkFolder } from './work-folder.ts';

jest.setTimeout(60_000);

const NEVER = new AbortController().signal;
const spec = { tier: pictureTiers.standard, resolution: 72, orient: false } as const;

let folder: WorkFolder;
let opened: PageRenderer[] = [];

beforeAll(async () => {
  folder = await openWorkFolder();
});

afterEach(async () => {
  await Promise.all(opened.map((renderer) => renderer.close()));
  opened = [];
  const left = children();
  if (left.length > 0) throw new Error(`a test left renderers behind: ${left.join(', ')}`);
});

afterAll(() => folder.remove());

describe('a pool of renderers', () => {
  test('draws 40 pages of one PDF in two processes and mixes none up', async () => {
    const pages = Array.from({ length: 40 }, (_, index) => index);
    // The page of number 0 would be empty.
    const [one, two] = [pages.map((page) => page + 1), pages.map((page) => 63 - page)];
    const source = await folder.source(pdfOfContents(one.map(asSquares)));
    const other = await folder.source(pdfOfContents(two.map(asSquares)));
    const renderer = open({ processes: 2, timeoutMs: 60_000 });
    const seen = await Promise.all(
      pages.flatMap((index) => [
        renderer.picture(source, index, spec, NEVER).then(squaresIn),
        renderer.picture(other, index, spec, NEVER).then(squaresIn),
      ]),
    );
    expect(seen).toEqual(pages.flatMap((page) => [one[page], two[page]]));
    expect(children().length).toBe(2);
  });

  test('starts no process before there is something to draw', async () => {
    open({ processes: 4, timeoutMs: 1_000 });
    expect(children()).toEqual([]);
  });

  test('ends a page that is never done at its time, and draws the next one', async () => {
    const renderer = open({ processes: 1, timeoutMs: 5_000 });
    const slow = await folder.source(slowPdf());
    const startedAt = performance.now();
    await expect(renderer.picture(slow, 0, spec, NEVER)).rejects.toMatchObject({
      code: 'render_timeout',
    });
    expect(performance.now() - startedAt).toBeLessThan(20_000);
    const source = await folder.source(pdfOfContents([asSquares(21)]));
    expect(await squaresIn(await renderer.picture(source, 0, spec, NEVER))).toBe(21);
  });

  test.each([
    ['a gigabyte', undefined, /^1\d{3} MB, and 1024 are allowed$/],
    ['it may', 300, /^[3-9]\d\d MB, and 300 are allowed$/],
  ])('ends a page that takes more than %s, and draws the next one', async (_what, maxRssMb, of) => {
    const renderer = open({ processes: 1, timeoutMs: 40_000, ...(maxRssMb && { maxRssMb }) });
    const greedy = await folder.source(greedyPdf());
    await expect(renderer.picture(greedy, 0, spec, NEVER)).rejects.toMatchObject({
      code: 'render_memory',
      detail: expect.stringMatching(of),
    });
    const source = await folder.source(pdfOfContents([asSquares(19)]));
    expect(await squaresIn(await renderer.picture(source, 0, spec, NEVER))).toBe(19);
  });

  test.each([
    ['after its tasks', { maxTasks: 2, maxRestingRssMb: 10_000 }, [true, false, true, false]],
    ['when it has grown', { maxTasks: 99, maxRestingRssMb: 10 }, [false, false, false, false]],
    ['and else never', { maxTasks: 99, maxRestingRssMb: 10_000 }, [true, true, true, true]],
  ])('starts a new process %s', async (_when, wear, isKept) => {
    const limits = { timeoutMs: 30_000, maxRssMb: 1_024, ...wear };
    const renderer = createRendererProcess('renderer/main.ts', limits);
    const source = await folder.source(pdfOfContents([asSquares(5)]));
    const kept: boolean[] = [];
    for (let tasks = 0; tasks < isKept.length; tasks += 1) {
      const result = await renderer.run({ kind: 'picture', source, index: 0, spec }, NEVER);
      expect(result).toMatchObject({ kind: 'picture' });
      await sleep(50); // The killed take a moment to go.
      kept.push(children().length === 1);
    }
    await renderer.end();
    expect(kept).toEqual(isKept);
  });

  test('starts a new process where the last one rests with more than a page needs', async () => {
    const renderer = open({ processes: 1, timeoutMs: 30_000 });
    await renderer.picture(await folder.source(pdfOfContents([asSquares(1)])), 0, spec, NEVER);
    await sleep(50);
    expect(children().length).toBe(1);
    // PDFium holds all of it, and gives back nothing: 430 MB at rest.
    const content = Buffer.concat([Buffer.from(asSquares(1)), Buffer.alloc(160e6, ' ')]);
    const stream = deflateSync(content, { level: 1 }).toString('latin1');
    const large = await folder.source(
      craftPdf([
        '<</Type/Catalog/Pages 2 0 R>>',
        '<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>',
        '<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<<>>>>',
        { dictionary: '/Filter/FlateDecode', stream },
      ]),
    );
    await renderer.picture(large, 0, spec, NEVER);
    await untilNoneIsLeft();
    expect(children()).toEqual([]);
  });

  test('starts a new process after some thousands of tasks, however small', async () => {
    const renderer = open({ processes: 1, timeoutMs: 30_000 });
    // Nothing of an image is read for its text: a task is two messages.
    const image = { path: '/nothing', mediaType: 'image/png' } as const;
    await renderer.textLayer(image, 0, NEVER);
    const [first] = children();
    for (let tasks = 1; tasks < 4_000; tasks += 1) await renderer.textLayer(image, 0, NEVER);
    await untilNoneIsLeft(first);
    expect(children()).not.toContain(first);
  });

  test('starts a new process where the engine broke, though it goes on', async () => {
    const limits = { timeoutMs: 30_000, maxRssMb: 1_024, maxRestingRssMb: 1_024, maxTasks: 99 };
    const renderer = createRendererProcess('../test/stays.ts', limits);
    const source = await folder.source('');
    const whoBreaks = (): Promise<unknown> =>
      renderer.run({ kind: 'inspect', source, maxPages: 1 }, NEVER).catch(asFailure);
    const [one, other] = [await whoBreaks(), await whoBreaks()];
    await renderer.end();
    await untilNoneIsLeft();
    expect(one).toMatchObject({ code: 'render_failed', detail: expect.stringMatching(/^\d+$/) });
    expect(other).toMatchObject({ code: 'render_failed', detail: expect.stringMatching(/^\d+$/) });
    expect(one).not.toEqual(other);
  });

  test('gives the JavaScript of its processes half a gigabyte', async () => {
    const limits = { timeoutMs: 30_000, maxRssMb: 4_096, maxRestingRssMb: 4_096, maxTasks: 99 };
    const renderer = createRendererProcess('../test/hoards.ts', limits);
    const source = await folder.source('');
    const hoarding = renderer.run({ kind: 'inspect', source, maxPages: 1 }, NEVER);
    // V8 alone would give it half of the machine's memory.
    expect(await hoarding.catch(asFailure)).toMatchObject({
      detail: expect.stringMatching(/^[4-6]\d\d MB$/),
    });
    await renderer.end();
    await untilNoneIsLeft();
  });

  test('gives its processes no right to write, nor to start anything', async () => {
    const renderer = open({ processes: 1, timeoutMs: 30_000 });
    await renderer.picture(await folder.source(pdfOfContents([''])), 0, spec, NEVER);
    const [pid] = children();
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    expect(words).toContain('--permission');
    expect(words.filter((word) => /^--allow-(fs-write|child)/.test(word))).toEqual([]);
  });

  test('says render_failed when a process dies at work, and starts another', async () => {
    const renderer = open({ processes: 1, timeoutMs: 30_000 });
    await renderer.picture(await folder.source(pdfOfContents([''])), 0, spec, NEVER);
    const slow = await folder.source(slowPdf());
    const drawing = renderer.picture(slow, 0, spec, NEVER);
    const failing = drawing.catch((error: unknown) => error);
    await killOne();
    expect(await failing).toMatchObject({
      code: 'render_failed',
      detail: 'the renderer ended with SIGKILL',
    });
    const source = await folder.source(pdfOfContents([asSquares(42)]));
    expect(await squaresIn(await renderer.picture(source, 0, spec, NEVER))).toBe(42);
  });

  test.each([
    ['dies', 30_000, 'the renderer ended with SIGKILL', killOne],
    ['does not begin in time', 500, 'not begun within 500 ms', () => undefined],
  ])(
    'blames no page where a process %s before it saw one',
    async (_what, beginWithinMs, detail, end) => {
      const bounds = { maxRssMb: 1_024, maxRestingRssMb: 1_024, maxTasks: 99 };
      const limits = { timeoutMs: 100, beginWithinMs, ...bounds };
      const renderer = createRendererProcess('../test/never-begins.ts', limits);
      const source = await folder.source('');
      const asked = renderer.run({ kind: 'inspect', source, maxPages: 1 }, NEVER).catch(asFailure);
      await end();
      expect(await asked).toMatchObject({ code: 'renderer_unavailable', detail });
      await renderer.end();
      await untilNoneIsLeft();
    },
  );

  test('believes nothing of a file that could not be read, and asks another process then', async () => {
    const limits = { timeoutMs: 30_000, maxRssMb: 1_024, maxRestingRssMb: 1_024, maxTasks: 99 };
    const renderer = createRendererProcess('../test/reads-badly.ts', limits);
    const ask = (path: string): Promise<unknown> => {
      const source = { path, mediaType: 'application/pdf' } as const;
      return renderer.run({ kind: 'inspect', source, maxPages: 1 }, NEVER).catch(asFailure);
    };
    const { path } = await folder.source('%PDF-');
    const before = await ask(path);
    // Nothing stands at its beginning: the system's error is that of a broken disk.
    expect(await ask('/proc/self/mem')).toMatchObject({
      code: 'blobs_unreachable',
      detail: 'EIO',
    });
    const after = await ask(path);
    await renderer.end();
    await untilNoneIsLeft();
    expect(before).toMatchObject({ kind: 'inspect' });
    expect(after).toMatchObject({ kind: 'inspect' });
    expect(after).not.toEqual(before);
  });

  test('starts another when a process died idle', async () => {
    const renderer = open({ processes: 1, timeoutMs: 30_000 });
    const source = await folder.source(pdfOfContents([asSquares(7)]));
    await renderer.picture(source, 0, spec, NEVER);
    await killOne();
    // Between death and its notice a question may still reach the dead: it fails with a name.
    const again = (): Promise<number> => renderer.picture(source, 0, spec, NEVER).then(squaresIn);
    expect(await again().catch(again)).toBe(7);
  });

  test('lets go of a page at once when told to, and draws the next one', async () => {
    const renderer = open({ processes: 1, timeoutMs: 30_000 });
    const letGo = new AbortController();
    const drawing = renderer.picture(await folder.source(slowPdf()), 0, spec, letGo.signal);
    const failing = drawing.catch(String);
    letGo.abort(new Error('not wanted any more'));
    expect(await failing).toBe('Error: not wanted any more');
    const source = await folder.source(pdfOfContents([asSquares(3)]));
    expect(await squaresIn(await renderer.picture(source, 0, spec, NEVER))).toBe(3);
  });

  test('lets go of a page in line at once, and the others keep their places', async () => {
    const renderer = open({ processes: 1, timeoutMs: 30_000 });
    const slow = await folder.source(slowPdf());
    const source = await folder.source(pdfOfContents([asSquares(9)]));
    const [busy, letGo] = [new AbortController(), new AbortController()];
    const drawing = renderer.picture(slow, 0, spec, busy.signal).catch(String);
    const inLine = renderer.picture(source, 0, spec, letGo.signal).catch(String);
    const behind = renderer.picture(source, 0, spec, NEVER).then(squaresIn);
    letGo.abort(new Error('not wanted any more'));
    expect(await inLine).toBe('Error: not wanted any more');
    busy.abort(new Error('enough'));
    expect([await drawing, await behind]).toEqual(['Error: enough', 9]);
  });

  test('does not begin a page that nobody wants any more', async () => {
    const renderer = open({ processes: 1, timeoutMs: 1_000 });
    const source = await folder.source(pdfOfContents(['']));
    await expect(renderer.picture(source, 0, spec, AbortSignal.abort())).rejects.toThrow('aborted');
    expect(children()).toEqual([]);
  });

  test('fails the pages in hand and in line when it closes, and leaves no process', async () => {
    const renderer = open({ processes: 1, timeoutMs: 30_000 });
    const slow = await folder.source(slowPdf());
    const inHandAndInLine = Promise.allSettled(
      [1, 2, 3].map(() => renderer.picture(slow, 0, spec, NEVER)),
    );
    await firstChild();
    await renderer.close();
    for (const { status } of await inHandAndInLine) expect(status).toBe('rejected');
    expect(children()).toEqual([]);
  });

  test('gives its processes nothing of the environment', async () => {
    const renderer = open({ processes: 1, timeoutMs: 30_000 });
    await renderer.picture(await folder.source(pdfOfContents([''])), 0, spec, NEVER);
    const [pid] = children();
    const names = readFileSync(`/proc/${pid}/environ`, 'utf8')
      .split('\0')
      .filter(Boolean)
      .map((entry) => entry.split('=')[0]);
    // What Node itself needs for the channel, and how memory is to be kept.
    const told = new Set(['MALLOC_ARENA_MAX', 'MALLOC_MMAP_THRESHOLD_', 'MALLOC_TRIM_THRESHOLD_']);
    expect(
      names.filter((name = '') => !name.startsWith('NODE_CHANNEL_') && !told.has(name)),
    ).toEqual([]);
  });
});

function open(options: RendererOptions): PageRenderer {
  const renderer = openPageRenderer(options);
  opened.push(renderer);
  return renderer;
}

/** Six squares across the page: black where the number has a bit. */
function asSquares(number: number): string {
  return [0, 1, 2, 3, 4, 5]
    .filter((bit) => number & (1 << bit))
    .map((bit) => `${50 + bit * 80} 400 60 60 re f`)
    .join('\n');
}

async function squaresIn(picture: { readonly bytes: Buffer }): Promise<number> {
  const pixels = await readPixels(picture);
  return [0, 1, 2, 3, 4, 5]
    .filter((bit) => {
      const left = (60 + bit * 80) / 595;
      return pixels.darkness(left, 1 - 450 / 842, left + 40 / 595, 1 - 410 / 842) > 0.5;
    })
    .reduce((sum, bit) => sum + (1 << bit), 0);
}

async function killOne(): Promise<void> {
  execFileSync('kill', ['-KILL', String(await firstChild())]);
}

/** The killed take a moment to go. @param pid of whom; of all unless given */
async function untilNoneIsLeft(pid?: number): Promise<void> {
  const isThere = (): boolean => children().some((child) => pid === undefined || child === pid);
  for (const deadline = performance.now() + 5_000; performance.now() < deadline; await sleep(5)) {
    if (!isThere()) return;
  }
}

async function firstChild(): Promise<number> {
  for (const deadline = performance.now() + 10_000; performance.now() < deadline; await sleep(5)) {
    const [pid] = children();
    if (pid !== undefined) return pid;
  }
  throw new Error('there is no renderer');
}

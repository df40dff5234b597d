import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Failure, feedPages, type Page } from '@quire/domain';
import { openPageRenderer, type PageRenderer } from '@quire/pages';
import { startProcess, stuckPdf } from '@quire/testkit';
import { readPage } from '../src/read-page.ts';
import { aRun, type Bench, openBench } from './open-bench.ts';

jest.setTimeout(120_000);

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

let bench: Bench;
let ports: Bench['ports'];
/** Gives up soon, but not so soon that a busy machine could not start a renderer meanwhile. */
let hasty: PageRenderer;

beforeAll(async () => {
  bench = await openBench();
  ({ ports } = bench);
  hasty = openPageRenderer({ processes: 1, timeoutMs: 6_000 });
});

afterAll(async () => {
  await hasty.close();
  await bench.close();
});

beforeEach(() => bench.sim.clearAudit());

describe('a page that ends whoever draws it', () => {
  test('costs itself three tries, is put aside, and costs the others nothing', async () => {
    const hash = await bench.aSource(stuckPdf(2));
    const id = await bench.aDocument({}, hash);
    await feedPages(id, { round: 1, from: 0, pages: [1, 2, 3], out: 3, rest: 0 }, ports);
    const worker = await startProcess({
      command: process.execPath,
      args: [main],
      env: { ...bench.environment, QUIRE_RENDERERS: '1', QUIRE_RENDER_TIMEOUT_S: '8' },
    });
    try {
      const page = await ended(id, 2);
      expect(page).toMatchObject({
        verdict: 'failed',
        attempts: 0,
        error: {
          code: 'render_timeout',
          detail: expect.stringContaining('It ended 3 renderers'),
          quarantine: `quarantine/${id}-p2.pdf`,
        },
      });
      expect(await attemptsOf(`${id}-p2`)).toBe(3);
      for (const other of [1, 3]) {
        expect(await ended(id, other)).toMatchObject({ verdict: 'ok', attempts: 1, error: null });
      }
      const calls = bench.sim.audit().requests.filter(({ endpoint }) => endpoint === 'messages');
      expect(calls).toHaveLength(2);
      expect(await ports.documents.read(id)).toMatchObject({
        failedPageNumbers: [2],
        goodPages: 2,
      });
      // The worker itself has not noticed anything: it reads the next document.
      const next = await bench.aDocument();
      await feedPages(next, { round: 1, from: 0, pages: [1], out: 1, rest: 0 }, ports);
      expect(await ended(next, 1)).toMatchObject({ verdict: 'ok' });
    } finally {
      await worker.stop();
    }
    await expectAlone(id, 2);
  });

  test('is counted over all workers, and what else went wrong does not count', async () => {
    const id = await bench.aDocument({}, await bench.aSource(stuckPdf(1)));
    expect(await reading(id, hasty, 3)).toMatchObject({ code: 'render_timeout' });
    expect(await reading(id, hasty, 4)).toMatchObject({ code: 'render_timeout' });
    expect(await bench.committed(id, 1)).toBeNull();
    expect(await reading(id, hasty, 4)).toMatchObject({ name: 'FailedForGood' });
    await expectAlone(id, 1);
    // Should somebody have it tried again, it begins anew.
    expect(await ports.pages.countKill(id, 1)).toBe(1);
  });

  test('waits for its end while no renderer can be had to cut it out', async () => {
    const id = await bench.aDocument({}, await bench.aSource(stuckPdf(1)));
    const killing: typeof ports.renderer = {
      picture: () => Promise.reject(new Failure('render_memory')),
      cutOut: () => Promise.reject(new Failure('renderer_unavailable')),
    };
    for (const _ of [1, 2]) expect(await reading(id, killing)).toMatchObject(killed);
    const waiting = await reading(id, killing);
    expect(waiting).not.toMatchObject({ name: 'FailedForGood' });
    expect(await bench.committed(id, 1)).toBeNull();
    expect(
      await reading(id, { ...killing, cutOut: (...page) => hasty.cutOut(...page) }),
    ).toMatchObject({
      name: 'FailedForGood',
    });
    await expectAlone(id, 1);
  });

  test.each([
    [
      'by its memory is treated alike',
      'application/pdf',
      stuckPdf(1),
      { quarantine: expect.stringMatching(/^quarantine\/.*-p1\.pdf$/) },
    ],
    [
      'and cannot be cut out ends all the same, and says so',
      'application/pdf',
      Buffer.from('%PDF-1.7 and nothing else'),
      { detail: expect.stringContaining('could not be cut out to be looked at: pdf_unreadable') },
    ],
    [
      'and is an image is what was sent',
      'image/png',
      Buffer.from('no picture either'),
      { detail: expect.stringContaining('the image that was sent is the page') },
    ],
  ] as const)('%s', async (_what, mediaType, bytes, error) => {
    // Node alone has more than this: whatever is drawn ends the renderer.
    const small = openPageRenderer({ processes: 1, timeoutMs: 30_000, maxRssMb: 20 });
    const renderer: typeof ports.renderer = {
      picture: (...page) => small.picture(...page),
      cutOut: (...page) => hasty.cutOut(...page),
    };
    try {
      const id = await bench.aDocument({}, await bench.aSource(bytes), mediaType);
      for (const _ of [1, 2]) expect(await reading(id, renderer)).toMatchObject(killed);
      expect(await reading(id, renderer)).toMatchObject({ name: 'FailedForGood' });
      const page = await bench.committed(id, 1);
      expect(page).toMatchObject({ verdict: 'failed', error: { ...killed, ...error } });
      expect(page?.error?.quarantine === undefined).toBe(!('quarantine' in error));
    } finally {
      await small.close();
    }
  });
});

const killed = { code: 'render_memory' };

/** What reading the first page of a document throws. */
function reading(id: string, renderer: typeof ports.renderer, attempt = 1): Promise<unknown> {
  return readPage({ documentId: id, page: 1 }, { ...ports, renderer }, aRun({ attempt })).catch(
    (error: unknown) => error,
  );
}

/** Of a job that has ended, which is a moment after its page has. */
async function attemptsOf(jobId: string): Promise<number | undefined> {
  for (;;) {
    const job = await bench.producer.queues.pages.getJob(jobId);
    if (job?.finishedOn !== undefined) return job.attemptsMade;
    await sleep(50);
  }
}

/** Waits for a page to end. */
async function ended(id: string, page: number): Promise<Page> {
  for (;;) {
    const committed = await bench.committed(id, page);
    if (committed !== null) return committed;
    await sleep(100);
  }
}

/** That the page is kept, and only that page. */
async function expectAlone(id: string, page: number): Promise<void> {
  const address = (await bench.committed(id, page))?.error?.quarantine ?? '';
  const kept = await ports.blobs.quarantined(address);
  const path = join(bench.folder, 'kept.pdf');
  await writeFile(path, kept ?? '');
  const source = { path, mediaType: 'application/pdf' } as const;
  const never = new AbortController().signal;
  expect(await hasty.inspect(source, 9, never)).toHaveLength(1);
  expect(kept?.includes('/ShadingType')).toBe(true);
}

import { expect, test } from '@jest/globals';
import { type Page, PAGE_WINDOW, type Whole, WHOLE, type WholeWay } from '@quire/domain';
import { aggregateDocument } from '../src/aggregate-document.ts';
import { sweepDocuments } from '../src/sweep-documents.ts';
import { usePorts } from './open-ports.ts';
import { pageOf } from './page-of.ts';

const ID = 'doc_01m81t0yabze433gs62ajmay8d';
const WHOLE_JOB = JSON.stringify({ v: 1, documentId: ID, page: WHOLE });
/** Long after every document here was accepted. */
const LATER_MS = 10_000_000;

const ports = usePorts();

/** A document of two pages, of which the first `read` have ended. */
async function aDocument(way: WholeWay, read: number): Promise<void> {
  const source = { sha256: 'aa', bytes: 1, media_type: 'application/pdf', filename: null } as const;
  const document = { id: ID, tenant: 'acme', createdAtMs: 1_000, sources: [source], options: {} };
  await ports().documents.create(document, JSON.stringify({ v: 1, documentId: ID }));
  const size = { source: 0, width: 595, height: 842, unit: 'pt' } as const;
  const plan = [1, 2].map((page) => ({ page, index: page - 1, ...size }));
  await ports().documents.plan(ID, plan, { way, job: WHOLE_JOB });
  const slice = await ports().pages.takeSlice(ID, { window: PAGE_WINDOW, again: true });
  if (slice) await ports().pages.confirmSlice(ID, slice, PAGE_WINDOW);
  for (let page = 1; page <= read; page += 1) await commit(pageOf(page, false));
}

const wholeOf = (way: WholeWay, isFailed: boolean): Whole => ({
  ...pageOf(WHOLE, isFailed),
  page: WHOLE,
  way,
  asked: [],
});

async function commit(record: Page | Whole): Promise<void> {
  const aggregateJob = JSON.stringify({ v: 1, documentId: ID });
  const ending = { window: PAGE_WINDOW, aggregateJob, fence: null, call: null };
  await ports().pages.commit(ID, record, ending);
}

async function pageJobs(): Promise<string[]> {
  const jobs = await ports().producer.queues.pages.getJobs(['wait', 'prioritized'], 0, 200);
  return jobs.map(({ id }) => String(id)).toSorted();
}

test.each([
  ['the answer in one request is bad', 'one' as const, 'failed'],
  ['the merging is bad, and the pages are not', 'merge' as const, 'partial'],
])('when %s, a document says so as its reason', async (_when, way, status) => {
  await aDocument(way, 2);
  await commit(wholeOf(way, true));
  await aggregateDocument(ID, ports());
  expect(await ports().documents.read(ID)).toMatchObject({
    status,
    failedPages: 0,
    reason: {
      code: 'render_failed',
      detail: 'The document as a whole was not answered: it is torn',
    },
  });
});

test('a document is not ended before it was answered as a whole', async () => {
  await aDocument('merge', 2);
  // Only lost data can bring it about that nobody answered.
  await expect(aggregateDocument(ID, ports())).rejects.toThrow('as a whole is not there');
  await commit(wholeOf('merge', false));
  await aggregateDocument(ID, ports());
  expect(await ports().documents.read(ID)).toMatchObject({ status: 'completed', reason: null });
});

test.each([
  ['in one request, at once', 'one' as const, 0, [`${ID}-p0`]],
  ['to merge, not before every page has ended', 'merge' as const, 1, [`${ID}-p2`]],
  ['to merge, when every page has ended', 'merge' as const, 2, [`${ID}-p0`]],
])('sweeping enqueues the call about the whole: %s', async (_when, way, read, jobs) => {
  await aDocument(way, read);
  await ports().outbox.remove(ID, { queue: 'pages', payload: WHOLE_JOB });
  await sweepDocuments(LATER_MS, ports());
  expect(await pageJobs()).toEqual(jobs);
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import {
  admissionRules,
  type DocumentOptions,
  Failure,
  type Source,
  sniffMediaType,
} from '@quire/domain';
import { openPageRenderer, type PageRenderer } from '@quire/pages';
import { createProducer, FailedForGood, Postponed } from '@quire/queues';
import { connectRedis, createLog } from '@quire/service';
import {
  createActiveDocuments,
  createDocuments,
  createOutbox,
  createPages,
  createPlaces,
  openBlobs,
} from '@quire/store';
import { makeImage, numberedPdf, type PrivateRedis, startPrivateRedis } from '@quire/testkit';
import { splitDocument, type SplitPorts } from '../src/split-document.ts';

const PREFIX = 'test';
const ID = 'doc_01m81t0yabze433gs62ajmay8d';
const first = { isLastAttempt: false, abandoned: new AbortController().signal };

let server: PrivateRedis;
let redis: Awaited<ReturnType<typeof connectRedis>>;
let renderer: PageRenderer;
let folder: string;
let ports: SplitPorts & {
  readonly documents: ReturnType<typeof createDocuments>;
  readonly blobs: ReturnType<typeof openBlobs>;
};

beforeAll(async () => {
  server = await startPrivateRedis();
  redis = await connectRedis(server.url, createLog('test', 'silent'), { whenAway: 'wait' });
  folder = await mkdtemp(join(tmpdir(), 'quire-splitter-'));
  renderer = openPageRenderer({ processes: 1, timeoutMs: 30_000 });
  ports = {
    renderer,
    defaultModel: 'claude-haiku-5-5',
    blobs: openBlobs(`file://${folder}`),
    documents: createDocuments(redis, PREFIX, 3_600),
    pages: createPages(redis, PREFIX),
    places: createPlaces(redis, PREFIX, admissionRules(1024)),
    outbox: createOutbox(redis, PREFIX),
    active: createActiveDocuments(redis, PREFIX),
    producer: createProducer(redis, PREFIX),
  };
});
afterEach(() => redis.flushall());
afterAll(async () => {
  await renderer.close();
  await ports.producer.close();
  redis.disconnect();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

async function stored(bytes: Uint8Array): Promise<Source> {
  const { sha256, bytes: length, head } = await ports.blobs.put(Readable.from([bytes]), 1e9);
  const mediaType = sniffMediaType(head) ?? 'application/pdf';
  return { sha256, bytes: length, media_type: mediaType, filename: null };
}

async function accept(sources: Source[], options: DocumentOptions = {}): Promise<void> {
  const document = { id: ID, tenant: 'acme', createdAtMs: 1_000, sources, options };
  await ports.documents.create(document, JSON.stringify({ v: 1, documentId: ID }));
}

const pageJobs = async (): Promise<number[]> => {
  const jobs = await ports.producer.queues.pages.getJobs(['wait', 'prioritized'], 0, 500);
  return jobs.map(({ id }) => Number(String(id).split('-p')[1])).toSorted((a, b) => a - b);
};
const upTo = (count: number): number[] => Array.from({ length: count }, (_, at) => at + 1);

test('plans every page and enqueues a window of them, not all', async () => {
  await accept([await stored(await numberedPdf(250))]);
  await splitDocument(ID, ports, first);
  expect(await ports.documents.read(ID)).toMatchObject({ status: 'processing', totalPages: 250 });
  expect(await pageJobs()).toEqual(upTo(100));
});

test('numbers pages through all files in the order in which they were sent', async () => {
  const tiff = await makeImage({ width: 60, height: 40, format: 'tiff', pages: 2 });
  const png = await makeImage({ width: 30, height: 50, format: 'png' });
  await accept([await stored(tiff), await stored(await numberedPdf(3)), await stored(png)]);
  await splitDocument(ID, ports, first);
  const places = await Promise.all(upTo(6).map((page) => ports.documents.plannedPage(ID, page)));
  expect(places.map((place) => [place?.source, place?.index, place?.unit])).toEqual([
    [0, 0, 'px'],
    [0, 1, 'px'],
    [1, 0, 'pt'],
    [1, 1, 'pt'],
    [1, 2, 'pt'],
    [2, 0, 'px'],
  ]);
});

test('takes a picture that Claude is to fetch for one page, without a look at it', async () => {
  const addressed: Source = {
    sha256: 'a'.repeat(64),
    bytes: 25,
    media_type: 'text/uri-list',
    filename: null,
    url: 'https://example.com/a.png',
  };
  await accept([addressed, addressed], { picture: 'url' });
  await splitDocument(ID, ports, first);
  expect(await pageJobs()).toEqual([1, 2]);
  expect(await ports.documents.plannedPage(ID, 2)).toMatchObject({ source: 1, index: 0 });
});

test('takes only the pages that were asked for, under their own numbers', async () => {
  await accept([await stored(await numberedPdf(9))], { pages: '2-3,8,50' });
  await splitDocument(ID, ports, first);
  expect(await ports.documents.order(ID, 0, 10)).toEqual([2, 3, 8]);
  expect(await pageJobs()).toEqual([2, 3, 8]);
});

test.each<[string, DocumentOptions, string]>([
  ['has more pages than its client allows', { max_pages: 3 }, 'too_many_pages'],
  ['has none of the pages asked for', { pages: '7-9' }, 'no_pages_selected'],
])('fails a document that %s, before anything is paid', async (_what, options, code) => {
  await accept([await stored(await numberedPdf(4))], options);
  await expect(splitDocument(ID, ports, first)).rejects.toThrow(FailedForGood);
  expect(await ports.documents.read(ID)).toMatchObject({ status: 'failed', reason: { code } });
  expect(await pageJobs()).toEqual([]);
});

test('names the file that cannot be taken apart, where there are several', async () => {
  const broken = await stored(Buffer.from('%PDF-1.7 and nothing more'));
  await accept([await stored(await numberedPdf(2)), { ...broken, filename: 'b.pdf' }]);
  await expect(splitDocument(ID, ports, first)).rejects.toThrow(FailedForGood);
  expect(await ports.documents.read(ID)).toMatchObject({
    reason: { code: 'pdf_unreadable', detail: expect.stringContaining('(file 2, b.pdf: ') },
  });
});

test('fails a broken file at once, and tells its receiver', async () => {
  const broken = await stored(Buffer.from('%PDF-1.7 and nothing more'));
  await accept([broken], { webhook: { url: 'https://example.com/hook' } });
  await expect(splitDocument(ID, ports, first)).rejects.toThrow('pdf_unreadable: ');
  expect(await ports.producer.queues.webhooks.getJob(`wh_${ID}_failed`)).toBeDefined();
});

test('tries a missing source again, for another machine may have it, and fails it in the end', async () => {
  const gone = { ...(await stored(await numberedPdf(1))), sha256: 'f'.repeat(64) };
  await accept([gone]);
  await expect(splitDocument(ID, ports, first)).rejects.not.toBeInstanceOf(FailedForGood);
  expect(await ports.documents.read(ID)).toMatchObject({ status: 'splitting' });
  const last = { ...first, isLastAttempt: true };
  await expect(splitDocument(ID, ports, last)).rejects.toThrow(FailedForGood);
  expect(await ports.documents.read(ID)).toMatchObject({ reason: { code: 'source_missing' } });
});

test('waits for a store that is away, on its last attempt too', async () => {
  await accept([await stored(await numberedPdf(1))]);
  const away = { localPath: () => Promise.reject(new Failure('blobs_unreachable')) };
  const last = { ...first, isLastAttempt: true };
  await expect(splitDocument(ID, { ...ports, blobs: away }, last)).rejects.toBeInstanceOf(
    Postponed,
  );
  expect(await ports.documents.read(ID)).toMatchObject({ status: 'splitting' });
});

test('run again after a kill between plan and enqueueing it enqueues what it was given before', async () => {
  await accept([await stored(await numberedPdf(5))]);
  const dying = {
    ...ports,
    producer: { ...ports.producer, addPages: () => Promise.reject(new Error('killed')) },
  };
  await expect(splitDocument(ID, dying, first)).rejects.toThrow('killed');
  expect(await pageJobs()).toEqual([]);
  await splitDocument(ID, ports, first);
  await splitDocument(ID, ports, first);
  expect(await pageJobs()).toEqual(upTo(5));
});

test('does nothing for a document that has ended or is gone', async () => {
  await splitDocument(ID, ports, first);
  await accept([await stored(await numberedPdf(2))]);
  await ports.documents.end(ID, { status: 'cancelled', reason: null, webhookJob: null });
  await splitDocument(ID, ports, first);
  expect(await pageJobs()).toEqual([]);
});

const extract: DocumentOptions = {
  task: 'extract',
  scope: 'document',
  schema: { type: 'object', properties: {} },
};

test('hands out one job for a document whose pages fit one request', async () => {
  await accept([await stored(await numberedPdf(3))], extract);
  await splitDocument(ID, ports, first);
  expect(await ports.documents.read(ID)).toMatchObject({ whole: 'one', totalPages: 3 });
  expect(await pageJobs()).toEqual([0]);
  await splitDocument(ID, ports, first);
  expect(await pageJobs()).toEqual([0]);
});

test('hands out the pages of a longer one, whose answers are merged', async () => {
  await accept([await stored(await numberedPdf(40))], extract);
  await splitDocument(ID, ports, first);
  expect(await ports.documents.read(ID)).toMatchObject({ whole: 'merge', totalPages: 40 });
  expect(await pageJobs()).toEqual(upTo(40));
});

test('fails what cannot be compared before anything is paid', async () => {
  await accept([await stored(await numberedPdf(1))], { preset: 'ui-diff' });
  await expect(splitDocument(ID, ports, first)).rejects.toThrow('too_few_pictures');
  expect(await ports.documents.read(ID)).toMatchObject({
    status: 'failed',
    reason: { code: 'too_few_pictures' },
  });
});

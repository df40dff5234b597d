import { expect, test } from '@jest/globals';
import { type Page, type Whole, WHOLE, type WholeWay } from '@quire/domain';
import { accepted, commitWith, feed, openStore, page, planOf, upTo, useRedis } from './connect.ts';

const connected = useRedis();
const store = () => openStore(connected().redis);
const WINDOW = 4;
const FIRST = '{"page":0}';
const AGAIN = { splitJob: '', wholeJob: '{"page":0,"round":2}' };
const owed = [{ queue: 'pages', payload: AGAIN.wholeJob }];
const bad = { verdict: 'failed', text: '' } as const;
const blank = { verdict: 'blank', text: '' } as const;

function wholeOf(way: WholeWay, more: Partial<Page> = {}): Whole {
  return { ...page(WHOLE, more), page: WHOLE, way, asked: [] };
}

/** A document of three pages that ended, with these records. */
async function ended(id: string, whole: Whole, pages: readonly Page[]): Promise<void> {
  const { documents } = store();
  await documents.create(accepted(id), '{}');
  await documents.plan(id, planOf(upTo(3)), { way: whole.way, job: FIRST });
  await feed(store(), id, WINDOW);
  for (const one of [...pages, whole]) await store().pages.commit(id, one, commitWith(WINDOW));
  for (const entry of await store().outbox.entries(id)) await store().outbox.remove(id, entry);
  await documents.end(id, { status: 'partial', reason: null, webhookJob: null });
}

test('of one request asks about all pages again, but for blank ones', async () => {
  const { documents, pages, outbox } = store();
  const records = [page(1), page(2, blank), page(3, bad)];
  await ended('doc_one', wholeOf('one'), records);
  expect(await documents.retry('doc_one', 2, AGAIN)).toBe('processing');
  expect(await outbox.entries('doc_one')).toEqual(owed);
  expect(await documents.read('doc_one')).toMatchObject({ goodPages: 1, failedPages: 0 });
  expect(await pages.readWhole('doc_one')).toBeNull();
  expect(await pages.readMany('doc_one', upTo(3))).toEqual([page(2, blank)]);
  expect(await feed(store(), 'doc_one', WINDOW)).toEqual([]);
  for (const one of [wholeOf('one'), page(1), page(3)]) {
    await pages.commit('doc_one', one, commitWith(WINDOW));
  }
  expect(await documents.read('doc_one')).toMatchObject({ status: 'aggregating', goodPages: 3 });
});

test('of a merging reads what failed, and then merges again', async () => {
  const { documents, pages, outbox } = store();
  await ended('doc_merge', wholeOf('merge'), [page(1), page(2, bad), page(3)]);
  expect(await documents.retry('doc_merge', 2, AGAIN)).toBe('processing');
  expect(await outbox.entries('doc_merge')).toEqual([]);
  expect(await pages.readWhole('doc_merge')).toBeNull();
  expect(await feed(store(), 'doc_merge', WINDOW)).toEqual([2]);
  const commit = await pages.commit('doc_merge', page(2), commitWith(WINDOW));
  expect(commit).toMatchObject({ stands: true, isComplete: true });
  expect(await outbox.entries('doc_merge')).toEqual(owed);
});

test('of a merging that alone was bad asks for that, and reads no page', async () => {
  const { documents, pages, outbox } = store();
  await ended(
    'doc_bad',
    wholeOf('merge', bad),
    upTo(3).map((number) => page(number)),
  );
  expect(await documents.retry('doc_bad', 2, AGAIN)).toBe('processing');
  expect(await outbox.entries('doc_bad')).toEqual(owed);
  expect(await feed(store(), 'doc_bad', WINDOW)).toEqual([]);
  await pages.commit('doc_bad', wholeOf('merge'), commitWith(WINDOW));
  expect(await documents.read('doc_bad')).toMatchObject({ status: 'aggregating', goodPages: 3 });
});

test('of a document that is well as a whole changes nothing', async () => {
  await ended(
    'doc_well',
    wholeOf('merge'),
    upTo(3).map((number) => page(number)),
  );
  expect(await store().documents.retry('doc_well', 2, AGAIN)).toBe('partial');
});

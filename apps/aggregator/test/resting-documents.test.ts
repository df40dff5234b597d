import { expect, test } from '@jest/globals';
import { PAGE_WINDOW } from '@quire/domain';
import { createBatchCalls } from '@quire/store';
import { sweepDocuments } from '../src/sweep-documents.ts';
import { PREFIX, usePorts } from './open-ports.ts';

const ID = 'doc_01m81t0yabze433gs62ajmay8d';
/** Long after the document was accepted, and given its place. */
const later = (): number => Date.now() + 60_000;

const ports = usePorts();

/** A document of two pages whose calls are in a batch. */
async function aDocumentInABatch(): Promise<void> {
  const { documents, pages, calls, places } = ports();
  const source = { sha256: 'aa', bytes: 1, media_type: 'application/pdf', filename: null } as const;
  const options = { lane: 'batch' } as const;
  const document = { id: ID, tenant: 'acme', createdAtMs: 1_000, sources: [source], options };
  await documents.create(document, '{"v":1}');
  await ports().outbox.remove(ID, { queue: 'split', payload: '{"v":1}' });
  await places.enter(document, 1);
  const sheet = { source: 0, index: 0, width: 595, height: 842, unit: 'pt' } as const;
  await documents.plan(ID, [
    { page: 1, ...sheet },
    { page: 2, ...sheet },
  ]);
  const slice = await pages.takeSlice(ID, { window: PAGE_WINDOW, again: true });
  if (slice) await pages.confirmSlice(ID, slice, PAGE_WINDOW);
  for (const page of [1, 2]) {
    const request = { owner: 'w1', leaseMs: 900_000, ambiguousCap: 2 };
    const claim = await calls.claim(ID, page, request);
    if (claim.kind !== 'claimed') throw new Error('somebody has it');
    const facts = {
      tenant: 'acme',
      page,
      model: 'claude-haiku-5-5',
      lane: 'batch',
      reservation_id: `r${page}`,
      price_table: '2026-10-08',
      expected_micro_usd: 7,
    } as const;
    const intent = { facts, forfeit: '{}', leaseMs: 9e9, pictureSha256: 'aa', batch: 'b' };
    await calls.intend(ID, page, claim.fence, intent);
  }
}

const jobs = (name: 'split' | 'pages'): Promise<unknown[]> =>
  ports().producer.queues[name].getJobs(['waiting', 'prioritized', 'delayed']);

test('a document that rests with batches is given no place and no jobs by the sweeper, and both once something of it is back', async () => {
  await aDocumentInABatch();
  const batchCalls = createBatchCalls(ports().redis, PREFIX, 7_200);
  const first = await batchCalls.setApart(ID, 1, PAGE_WINDOW);
  expect(first).toEqual({ isApart: true, idle: null, slice: null });
  // Who set its last page apart was told that it rests, and died.
  expect((await batchCalls.setApart(ID, 2, PAGE_WINDOW)).idle).toBe('rests');
  expect(await ports().places.counts()).toEqual({ open: 1, waiting: 0 });
  await sweepDocuments(later(), ports());
  expect(await ports().places.counts()).toEqual({ open: 0, waiting: 0 });
  expect([await jobs('split'), await jobs('pages')]).toEqual([[], []]);
  // What came back is laid beside its page, by somebody who died before the document entered.
  expect(await batchCalls.arrive(ID, { page: 2, attempt: 1 }, '{}')).toBe('kept');
  await sweepDocuments(later() + 700_000, ports());
  expect(await ports().places.counts()).toEqual({ open: 1, waiting: 0 });
  expect(await jobs('pages')).toMatchObject([{ id: `${ID}-p2` }]);
  expect(ports().unswept).toEqual([]);
});

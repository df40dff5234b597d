import { describe, expect, test } from '@jest/globals';
import { admissionRules, type DocumentOptions, PAGE_WINDOW } from '@quire/domain';
import { createPlaces } from '@quire/store';
import { aggregateDocument } from '../src/aggregate-document.ts';
import { sweepDocuments } from '../src/sweep-documents.ts';
import { PREFIX, usePorts } from './open-ports.ts';
import { pageOf } from './page-of.ts';

const ID = 'doc_01m81t0yabze433gs62ajmay8d';
/** Long after every document here was accepted. */
const LATER_MS = 10_000_000;

const ports = usePorts();

/** A document of which the first `read` pages have ended. */
async function aDocument(
  pages: number,
  read: number,
  options: DocumentOptions = {},
  failed: readonly number[] = [],
): Promise<void> {
  const source = { sha256: 'aa', bytes: 1, media_type: 'application/pdf', filename: null } as const;
  const document = { id: ID, tenant: 'acme', createdAtMs: 1_000, sources: [source], options };
  await ports().documents.create(document, JSON.stringify({ v: 1, documentId: ID }));
  const plan = Array.from({ length: pages }, (_, index) => ({
    page: index + 1,
    source: 0,
    index,
    width: 595,
    height: 842,
    unit: 'pt' as const,
  }));
  await ports().documents.plan(ID, plan);
  const slice = await ports().pages.takeSlice(ID, { window: PAGE_WINDOW, again: true });
  if (slice) await ports().pages.confirmSlice(ID, slice, PAGE_WINDOW);
  for (let page = 1; page <= read; page += 1) await commit(page, failed.includes(page));
}

async function commit(page: number, isFailed: boolean): Promise<void> {
  await ports().pages.commit(ID, pageOf(page, isFailed), {
    window: PAGE_WINDOW,
    aggregateJob: JSON.stringify({ v: 1, documentId: ID }),
    fence: null,
    call: null,
  });
}

/** A call for page 1 that is on its way. */
async function aCall(reservation: string, leaseMs: number): Promise<void> {
  const claim = await ports().calls.claim(ID, 1, { owner: 'w1', leaseMs, ambiguousCap: 2 });
  if (claim.kind !== 'claimed') throw new Error('somebody has it');
  const forfeit = {
    reservationId: reservation,
    group: 'claude-haiku-5-5',
    kind: 'claude-haiku-5-5 transcribe',
    outcome: 'forfeited',
    inputTokens: 10,
    outputTokens: 3,
    costMicroUsd: 7,
    streamMs: null,
    seen: null,
  };
  const facts = {
    tenant: 'acme',
    page: 1,
    model: 'claude-haiku-5-5',
    lane: 'realtime',
    reservation_id: reservation,
    price_table: '2026-10-08',
    expected_micro_usd: 7,
  } as const;
  const intent = { facts, forfeit: JSON.stringify(forfeit), leaseMs, pictureSha256: 'aa' };
  await ports().calls.intend(ID, 1, claim.fence, intent);
}

const jobsOf = async (name: 'split' | 'pages' | 'aggregate' | 'webhooks'): Promise<string[]> => {
  const jobs = await ports().producer.queues[name].getJobs(['wait', 'prioritized'], 0, 200);
  return jobs.map(({ id }) => String(id)).toSorted();
};

describe('aggregating', () => {
  test('completes a document of which every page is good, and leaves nothing owed', async () => {
    await aDocument(250, 250);
    await aggregateDocument(ID, ports());
    expect(await ports().documents.read(ID)).toMatchObject({
      status: 'completed',
      reason: null,
      goodPages: 250,
    });
    expect(await ports().active.count()).toBe(0);
    expect(await jobsOf('webhooks')).toEqual([]);
  });

  test('says of a partial document which pages failed, and why the first did', async () => {
    await aDocument(5, 5, {}, [2, 4]);
    await aggregateDocument(ID, ports());
    expect(await ports().documents.read(ID)).toMatchObject({
      status: 'partial',
      failedPageNumbers: [2, 4],
      reason: {
        code: 'render_failed',
        detail: '2 of 5 pages failed: 2, 4. The first: it is torn',
      },
    });
  });

  test.each([
    ['every page failed', {}, [1, 2]],
    ['one failed and the client wants all or nothing', { on_page_error: 'fail' as const }, [1]],
  ])('fails a document when %s', async (_when, options, failed) => {
    await aDocument(2, 2, options, failed);
    await aggregateDocument(ID, ports());
    expect(await ports().documents.read(ID)).toMatchObject({ status: 'failed' });
  });

  test('owes the receiver one delivery, however often it is run', async () => {
    await aDocument(1, 1, { webhook: { url: 'https://example.com/hook' } });
    await aggregateDocument(ID, ports());
    await aggregateDocument(ID, ports());
    expect(await jobsOf('webhooks')).toEqual([`wh_${ID}_completed`]);
  });

  test('after a kill between the end and the relay still sends what is owed', async () => {
    await aDocument(1, 1, { webhook: { url: 'https://example.com/hook' } });
    const dying = {
      ...ports(),
      producer: {
        ...ports().producer,
        addEntry: () => Promise.reject(new Error('killed')),
      },
    };
    await expect(aggregateDocument(ID, dying)).rejects.toThrow('killed');
    await aggregateDocument(ID, ports());
    expect(await jobsOf('webhooks')).toEqual([`wh_${ID}_completed`]);
  });

  test('refuses to end a document of which a page is missing', async () => {
    await aDocument(3, 3);
    await ports().redis.hdel(`${PREFIX}:{${ID}}:pages`, '2');
    await expect(aggregateDocument(ID, ports())).rejects.toThrow('are not all there');
    expect(await ports().documents.read(ID)).toMatchObject({ status: 'aggregating' });
  });

  test('of a document that is gone does nothing', async () => {
    await expect(aggregateDocument(ID, ports())).resolves.toBeUndefined();
  });
});

describe('sweeping', () => {
  test('leaves documents alone that somebody touched within the last half minute', async () => {
    await aDocument(2, 0);
    expect(await sweepDocuments(1_000 + 29_000, ports())).toBe(0);
    expect(await jobsOf('pages')).toEqual([]);
  });

  test('enqueues the pages that were handed out and have not ended', async () => {
    await aDocument(4, 2);
    expect(await sweepDocuments(LATER_MS, ports())).toBe(1);
    expect(await jobsOf('pages')).toEqual([`${ID}-p3`, `${ID}-p4`]);
    expect(await sweepDocuments(LATER_MS + 1_000, ports())).toBe(0);
  });

  test('enqueues the split of a document that its api did not live to enqueue', async () => {
    const source = { sha256: 'a', bytes: 1, media_type: 'image/png', filename: null } as const;
    const document = { id: ID, tenant: 't', createdAtMs: 1, sources: [source], options: {} };
    await ports().documents.create(document, JSON.stringify({ v: 1, documentId: ID }));
    await sweepDocuments(LATER_MS, ports());
    expect(await jobsOf('split')).toEqual([`split-${ID}`]);
    expect(await ports().outbox.entries(ID)).toEqual([]);
  });

  test('enqueues the aggregation that nobody lived to enqueue', async () => {
    await aDocument(1, 1);
    await sweepDocuments(LATER_MS, ports());
    expect(await jobsOf('aggregate')).toEqual([`aggregate-${ID}`]);
  });

  test('is not held up by a document that it cannot read', async () => {
    await ports().redis.hset(
      `${PREFIX}:{doc_newer}:document`,
      'accepted',
      '{"newer":true}',
      'status',
      'queued',
    );
    await ports().redis.zadd(`${PREFIX}:touched`, 1, 'doc_newer');
    await aDocument(1, 1);
    expect(await sweepDocuments(LATER_MS, ports())).toBe(2);
    expect(ports().unswept).toEqual(['doc_newer']);
    expect(await jobsOf('aggregate')).toEqual([`aggregate-${ID}`]);
    // It is asked about again in its turn, not before all others.
    expect(await ports().active.untouchedSince(LATER_MS, 9)).toEqual([]);
  });

  test('forgets documents that have ended, but not what they owe', async () => {
    await aDocument(1, 1, { webhook: { url: 'https://example.com/hook' } });
    await ports().documents.end(ID, {
      status: 'completed',
      reason: null,
      webhookJob: JSON.stringify({
        v: 1,
        documentId: ID,
        webhookId: `wh_${ID}_completed`,
        type: 'document.completed',
      }),
    });
    await sweepDocuments(LATER_MS, ports());
    expect(await jobsOf('webhooks')).toEqual([`wh_${ID}_completed`]);
    expect(await ports().active.count()).toBe(0);
  });

  test('gives up on calls of an ended document that nobody came back for, books them, and only then forgets it', async () => {
    await aDocument(1, 0);
    const settled: string[] = [];
    const settling = {
      ...ports(),
      limiter: {
        ...ports().limiter,
        settle({ reservationId, outcome }: { reservationId: string; outcome: string }) {
          settled.push(`${reservationId} ${outcome}`);
          return Promise.resolve();
        },
      },
    };
    await aCall('slow', 60_000);
    await ports().documents.end(ID, { status: 'cancelled', reason: null, webhookJob: null });
    await ports().active.end(ID);
    expect(await ports().active.count()).toBe(0);
    await sweepDocuments(LATER_MS, settling);
    expect(settled).toEqual([]);
    expect(await ports().active.untouchedSince(LATER_MS * 2, 9)).toEqual([ID]);
    // As if its lease had passed.
    const claims = `${PREFIX}:{${ID}}:claims`;
    const claim = await ports().redis.hget(claims, '1');
    await ports().redis.hset(claims, '1', String(claim).replace(/"until_ms":\d+/, '"until_ms":0'));
    await sweepDocuments(LATER_MS * 2, settling);
    expect(settled).toEqual(['slow forfeited']);
    expect(await ports().active.untouchedSince(LATER_MS * 3, 9)).toEqual([]);
    expect(await ports().calls.debts(ID)).toEqual([]);
  });

  test('forgets ids whose document was never written', async () => {
    await ports().redis.zadd(`${PREFIX}:touched`, 1, ID);
    await ports().redis.zadd(`${PREFIX}:active`, 1, ID);
    await sweepDocuments(LATER_MS, ports());
    expect(await ports().active.count()).toBe(0);
  });
});

const idOf = (at: number): string => ID.slice(0, -2) + String(at).padStart(2, '0');
const few = (): ReturnType<typeof ports> => ({
  ...ports(),
  places: createPlaces(ports().redis, PREFIX, admissionRules(32)),
});
const accept = async (count: number): Promise<void> => {
  const source = { sha256: 'a', bytes: 1, media_type: 'image/png', filename: null } as const;
  for (let at = 0; at < count; at += 1) {
    const document = { tenant: 't', createdAtMs: 1, sources: [source], options: {} };
    await ports().documents.create({ ...document, id: idOf(at) }, '{"v":1}');
    await ports().outbox.remove(idOf(at), { queue: 'split', payload: '{"v":1}' });
  }
};

describe('documents that wait for a place', () => {
  test('are not taken apart, and not looked after again for ten minutes', async () => {
    await accept(4);
    expect(await sweepDocuments(LATER_MS, few())).toBe(4);
    expect(await jobsOf('split')).toEqual([`split-${idOf(0)}`]);
    expect(await few().places.counts()).toEqual({ open: 1, waiting: 3 });
    expect(await sweepDocuments(LATER_MS + 60_000, few())).toBe(1);
    expect(await sweepDocuments(LATER_MS + 700_000, few())).toBe(4);
  });

  test('are given the place of one that ended, though whoever ended it died', async () => {
    await accept(3);
    await sweepDocuments(LATER_MS, few());
    const cancelled = { status: 'cancelled', reason: null, webhookJob: null } as const;
    await ports().documents.end(idOf(0), cancelled);
    await sweepDocuments(LATER_MS + 60_000, few());
    expect(await jobsOf('split')).toEqual([`split-${idOf(0)}`, `split-${idOf(1)}`]);
    // Killed before its split was enqueued: it is found by its place.
    await ports().producer.queues.split.remove(`split-${idOf(1)}`);
    await sweepDocuments(Date.now() + 60_000, few());
    expect(await jobsOf('split')).toContain(`split-${idOf(1)}`);
  });
});

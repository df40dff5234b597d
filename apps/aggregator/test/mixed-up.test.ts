import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from '@quire/domain';
import { connectRedis, createLog } from '@quire/service';
import { createCalls, createDocuments, createPages } from '@quire/store';
import { type PrivateRedis, startPrivateRedis } from '@quire/testkit';
import { rejectMixedUp } from '../src/reject-mixed-up.ts';

const ID = 'doc_mixed';

let server: PrivateRedis;
let redis: Awaited<ReturnType<typeof connectRedis>>;

beforeAll(async () => {
  server = await startPrivateRedis();
  redis = await connectRedis(server.url, createLog('test', 'silent'), { whenAway: 'wait' });
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

test('a page whose picture was not sent for it fails, loses its words, and is counted once', async () => {
  const documents = createDocuments(redis, 'test', 3_600);
  const pages = createPages(redis, 'test');
  const calls = createCalls(redis, 'test', 3_600);
  const source = { sha256: 'aa', bytes: 1, media_type: 'application/pdf', filename: null } as const;
  const document = { id: ID, tenant: 'acme', createdAtMs: 1, sources: [source], options: {} };
  await documents.create(document, '{}');
  const size = { source: 0, width: 595, height: 842, unit: 'pt' } as const;
  const numbers = [1, 2, 3];
  await documents.plan(
    ID,
    numbers.map((page) => ({ page, index: page - 1, ...size })),
  );
  for (const page of numbers) {
    const claim = await calls.claim(ID, page, { owner: 'w', leaseMs: 9_000, ambiguousCap: 2 });
    if (claim.kind !== 'claimed') throw new Error('somebody has it');
    const facts = {
      tenant: 'acme',
      page,
      model: 'm',
      lane: 'realtime',
      reservation_id: `r${page}`,
      price_table: '2026-10-08',
      expected_micro_usd: 7,
    } as const;
    const intent = { facts, forfeit: '', leaseMs: 9_000, pictureSha256: `of-${page}` };
    await calls.intend(ID, page, claim.fence, intent);
    // The second has the third's picture; the third was answered from the cache.
    const shown = page === 2 ? 'of-3' : `of-${page}`;
    const ending = { window: 10, aggregateJob: '{}', fence: null, call: null };
    await pages.commit(ID, aPage(page, shown, page === 3), ending);
  }
  const read = await pages.readMany(ID, numbers);
  for (let run = 0; run < 2; run += 1) {
    const checked = await rejectMixedUp(ID, read, { pages });
    expect(checked.map(({ verdict }) => verdict)).toEqual(['ok', 'failed', 'ok']);
  }
  expect(await pages.read(ID, 2)).toMatchObject({
    verdict: 'failed',
    text: '',
    data: null,
    error: { code: 'picture_mixed_up' },
  });
  expect(await documents.read(ID)).toMatchObject({ goodPages: 2, failedPages: 1 });
  expect(await rejectMixedUp(ID, await pages.readMany(ID, numbers), { pages })).toHaveLength(3);
});

function aPage(page: number, sha256: string, cached: boolean): Page {
  const usage = { input_tokens: 1, output_tokens: 1 };
  return {
    page,
    verdict: 'ok',
    text: 'a secret of somebody else',
    data: { secret: true },
    repairs: [],
    evidence: null,
    calls: [
      {
        step: 'first',
        model: 'm',
        verdict: 'ok',
        code: null,
        detail: '',
        stop_reason: 'end_turn',
        usage,
        cost_usd: 0,
        request_id: null,
      },
    ],
    model: 'm',
    source: 'claude',
    rotation: 0,
    picture: {
      width: 1,
      height: 1,
      bytes: 1,
      media_type: 'image/png',
      sha256,
      dpi: null,
      reason: '',
      tiles: 0,
      cut: false,
      smaller: false,
    },
    usage,
    cost_usd: 0,
    cached,
    attempts: 1,
    request_id: null,
    stop_reason: 'end_turn',
    error: null,
  };
}

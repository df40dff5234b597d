import { describe, expect, test } from '@jest/globals';
import { eraseDocument, noTokens, PAGE_WINDOW } from '@quire/domain';
import { startConsumer } from '@quire/queues';
import { sweepDeletions } from '../src/sweep-deletions.ts';
import { PREFIX, usePorts } from './open-ports.ts';
import { pageOf } from './page-of.ts';

const ID = 'doc_01m81t0yabze433gs62ajmay8d';
const SHA256 = 'ab'.repeat(32);
const KEY_HASH = 'of the key';
const NOW_MS = 1_000_000;
/** Long after it was deleted. */
const LATER_MS = NOW_MS + 60_000;

const ports = usePorts();

/** A document in the middle: a page read, one failed, one queued, a kept answer, a page in quarantine. */
async function aDocument(): Promise<void> {
  const { documents, pages, calls, producer, blobs, blobUsers, idempotency, outbox, redis } =
    ports();
  const source = {
    sha256: SHA256,
    bytes: 1,
    media_type: 'application/pdf',
    filename: null,
  } as const;
  await blobUsers.nameFor(SHA256, 'upload-1', NOW_MS);
  await blobUsers.keep([SHA256], ID, 'upload-1', NOW_MS);
  const key = { fingerprint: 'f', documentId: ID };
  await redis.set(`${PREFIX}:idempotency:acme:${KEY_HASH}`, `f ${ID}`);
  await idempotency.claim('acme', 'another', { ...key, documentId: 'doc_other' });
  const document = {
    id: ID,
    tenant: 'acme',
    createdAtMs: 1,
    sources: [source],
    options: { webhook: { url: 'https://example.com/hook' }, prompt: 'the secret' },
    idempotencySha256: KEY_HASH,
  };
  await documents.create(document, JSON.stringify({ v: 1, documentId: ID }));
  await blobUsers.confirm([SHA256], ID, NOW_MS);
  await blobUsers.release([SHA256], 'upload-1', NOW_MS);
  const sheet = { source: 0, index: 0, width: 1, height: 1, unit: 'pt' } as const;
  await documents.plan(
    ID,
    [1, 2, 3].map((page) => ({ page, ...sheet })),
  );
  await pages.takeSlice(ID, { window: PAGE_WINDOW, again: true });
  await producer.addPages(ID, [2, 3]);
  await producer.addPages(ID, [3], 2);
  await producer.add('split', { v: 1, documentId: ID });
  await producer.add('aggregate', { v: 1, documentId: ID });
  const webhook = {
    v: 1,
    documentId: ID,
    webhookId: `wh_${ID}_partial_2`,
    type: 'document.partial',
  };
  await producer.add('webhooks', { ...webhook, v: 1 });
  const ending = { window: PAGE_WINDOW, aggregateJob: '{}', fence: null, call: null };
  await pages.commit(ID, pageOf(1, false), ending);
  await pages.commit(ID, pageOf(2, true), ending);
  await pages.countKill(ID, 3);
  await calls.noteKnown(ID, 1, 'picture-1');
  await blobs.quarantine(`${ID}-p2.pdf`, Buffer.from('page 2'));
  await redis.hset(`${PREFIX}:{${ID}}:document`, 'round', 2);
  await redis.hset(`${PREFIX}:{${ID}}:calls`, '3:draft', 'text of page 3');
  expect(await outbox.entries(ID)).not.toEqual([]);
}

/** A call for page 3 that is on its way. @returns which of its calls it is */
async function aCall(): Promise<number> {
  const { calls } = ports();
  const claim = await calls.claim(ID, 3, { owner: 'w1', leaseMs: 60_000, ambiguousCap: 2 });
  if (claim.kind !== 'claimed') throw new Error(claim.kind);
  const facts = {
    tenant: 'acme',
    page: 3,
    model: 'claude-haiku-5-5',
    lane: 'realtime',
    reservation_id: 'r3',
    price_table: '2026-10-08',
    expected_micro_usd: 7,
  } as const;
  const intent = { facts, forfeit: '{}', leaseMs: 60_000, pictureSha256: 'picture-3' };
  return Number(await calls.intend(ID, 3, claim.fence, intent));
}

const settlement = JSON.stringify({
  reservationId: 'r3',
  group: 'claude-haiku-5-5',
  kind: 'claude-haiku-5-5 transcribe',
  outcome: 'used',
  inputTokens: 10,
  outputTokens: 3,
  costMicroUsd: 7,
  streamMs: null,
  seen: null,
});

const remove = async (): Promise<boolean> => ports().deletions.delete(ID, NOW_MS);

/** As an upload under the same Idempotency-Key would that was under way. */
async function madeAnew(): Promise<boolean> {
  const source = {
    sha256: SHA256,
    bytes: 1,
    media_type: 'application/pdf',
    filename: null,
  } as const;
  const { documents, active, redis } = ports();
  const document = { id: ID, tenant: 'acme', createdAtMs: 1, sources: [source], options: {} };
  const wasMade = await documents.create(document, '{}');
  // It is put on the lists first, from which the sweeper takes what has no record.
  await documents.unlist('acme', ID);
  await active.remove(ID);
  await redis.zrem(`${PREFIX}:touched`, ID);
  return wasMade;
}

const forgotten: string[] = [];
const portsThatForget = () => ({
  ...ports(),
  async forgetAnswers(tenant: string, pictures: ReadonlySet<string>) {
    forgotten.push(...[...pictures].map((picture) => `${tenant} ${picture}`));
    await ports().forgetAnswers(tenant, pictures);
  },
});

/** Every key and file in which the document is named. */
async function traces(): Promise<string[]> {
  const { redis, blobs } = ports();
  const keys = (await redis.keys('*')).toSorted();
  const found: string[] = [];
  for (const key of keys) {
    const dump = (await redis.dump(key)) ?? '';
    if (key.includes(ID) || dump.includes(ID)) found.push(key.slice(PREFIX.length + 1));
  }
  for await (const address of blobs.list('')) if (address.includes(ID)) found.push(address);
  // BullMQ keeps the names of its latest events.
  return found.filter((key) => !key.endsWith(':events'));
}

/** For a day nobody can make it anew; and while a ledger has lines, they are found by their day. */
const LEFT = [`{${ID}}:deleted`];

describe('a deleted document', () => {
  test('leaves no trace: records, jobs, list, Idempotency-Key, kept answers, quarantine, file', async () => {
    await aDocument();
    expect(await remove()).toBe(true);
    expect(await remove()).toBe(false);
    expect(await ports().documents.read(ID)).toBeNull();
    expect(await madeAnew()).toBe(false);
    expect(await eraseDocument(ID, portsThatForget(), NOW_MS)).toBe(true);
    expect(forgotten).toEqual(['acme picture-1']);
    expect(await sweepDeletions(NOW_MS + 29_000, ports())).toBe(0);
    expect(await sweepDeletions(LATER_MS, ports())).toBe(1);
    expect(await traces()).toEqual(LEFT);
    expect(await ports().redis.dump(`${PREFIX}:{${ID}}:deleted`)).not.toContain('secret');
    expect(await ports().redis.ttl(`${PREFIX}:{${ID}}:deleted`)).toBeGreaterThan(80_000);
    expect(await madeAnew()).toBe(false);
    expect(await ports().blobUsers.due(NOW_MS, 9)).toEqual([SHA256]);
    expect(await ports().redis.keys(`${PREFIX}:idempotency:*`)).toHaveLength(1);
  });

  test('is forgotten in the end whichever of its steps its api died before', async () => {
    for (let lived = 0, died = true; died; lived += 1) {
      await ports().redis.flushall();
      await aDocument();
      await remove();
      const before = lived;
      died = await eraseDocument(ID, dyingAfter(before), NOW_MS).then(
        () => false,
        () => true,
      );
      expect(lived).toBeLessThan(20);
      await sweepDeletions(LATER_MS, ports());
      expect(await traces()).toEqual(LEFT);
    }
  });

  test('whose deletion Redis did not take is as it was, and is swept off the list', async () => {
    await aDocument();
    await ports().redis.zadd(`${PREFIX}:deleting`, NOW_MS, ID);
    expect(await sweepDeletions(LATER_MS, ports())).toBe(1);
    expect(await sweepDeletions(LATER_MS * 2, ports())).toBe(0);
    expect(await ports().active.untouchedSince(LATER_MS, 9)).toEqual([ID]);
    expect(await ports().documents.read(ID)).toMatchObject({
      status: 'processing',
      failedPages: 1,
    });
    expect(await ports().blobUsers.due(LATER_MS, 9)).toEqual([]);
  });

  test('keeps the number of a call that was under way, and nothing of what it brought', async () => {
    await aDocument();
    const attempt = await aCall();
    await remove();
    await eraseDocument(ID, ports(), NOW_MS);
    // Looked after, but not done with: the answer may come yet.
    await sweepDeletions(LATER_MS, ports());
    const usage = { ...noTokens, input_tokens: 10, output_tokens: 3 };
    const call = { attempt, usage, costMicroUsd: 7, requestId: 'req_3', code: null, settlement };
    const committed = await ports().pages.commit(ID, pageOf(3, false), {
      window: PAGE_WINDOW,
      aggregateJob: '{}',
      fence: null,
      call,
    });
    expect(committed).toEqual({
      stands: false,
      isComplete: false,
      idle: null,
      slice: null,
    });
    await sweepDeletions(LATER_MS * 2, ports());
    expect(await sweepDeletions(LATER_MS * 3, ports())).toBe(0);
    const lines = await ports().redis.xrange(`${PREFIX}:{${ID}}:ledger`, '-', '+');
    expect(lines.map(([, fields]) => fields.join(' '))).toEqual([
      expect.stringContaining('kind intent'),
      expect.stringMatching(/kind outcome .*class waste cost 7/),
    ]);
    const inLedger = (await traces()).filter((trace) => /ledger/.test(trace));
    expect(await traces()).toEqual([...inLedger, ...LEFT].toSorted());
    expect(await ports().calls.debts(ID)).toEqual([]);
  });

  test('is waited for while a worker has a page of it in hand, and what that brought back goes too', async () => {
    await aDocument();
    const begun = Promise.withResolvers<undefined>();
    const mayEnd = Promise.withResolvers<undefined>();
    const done = Promise.withResolvers<undefined>();
    const consumer = await startConsumer('pages', {
      redis: ports().redis,
      prefix: PREFIX,
      concurrency: 1,
      async handle() {
        begun.resolve(undefined);
        await mayEnd.promise;
        // As late as it can be.
        await ports().pages.countKill(ID, 2);
        await ports().blobs.quarantine(`${ID}-p3.pdf`, Buffer.from('page 3'));
      },
      onLost: () => Promise.resolve(),
      onOutcome: () => done.resolve(undefined),
      onTrouble: () => undefined,
    });
    await begun.promise;
    await remove();
    expect(await eraseDocument(ID, ports(), NOW_MS)).toBe(false);
    expect(await sweepDeletions(LATER_MS, ports())).toBe(1);
    mayEnd.resolve(undefined);
    await done.promise;
    await consumer.stop(1_000);
    expect(await traces()).toEqual(expect.arrayContaining([`quarantine/${ID}-p3.pdf`]));
    expect(await sweepDeletions(LATER_MS * 2, ports())).toBe(1);
    expect(await sweepDeletions(LATER_MS * 3, ports())).toBe(0);
    expect((await traces()).filter((trace) => !/meta|stalled|metrics/.test(trace))).toEqual(LEFT);
  });
});

/** Ports of which, all together, so many calls are answered. */
function dyingAfter(calls: number): ReturnType<typeof ports> {
  let left = calls;
  const dying = <Port extends object>(port: Port): Port =>
    new Proxy(port, {
      get(target, name, receiver) {
        const method: unknown = Reflect.get(target, name, receiver);
        if (typeof method !== 'function') return method;
        return (...given: unknown[]): unknown => {
          left -= 1;
          if (left < 0) throw new Error('killed');
          return Reflect.apply(method, target, given);
        };
      },
    });
  const { deletions, documents, idempotency, blobUsers, blobs, producer, ...others } = ports();
  return {
    ...others,
    deletions: dying(deletions),
    documents: dying(documents),
    idempotency: dying(idempotency),
    blobUsers: dying(blobUsers),
    blobs: dying(blobs),
    producer: dying(producer),
  };
}

import { expect, test } from '@jest/globals';
import type { LedgerEntry } from '@quire/domain';
import * as fc from 'fast-check';
import { createBatchCalls, type Slice } from '../src/index.ts';
import {
  accepted,
  all,
  claimAs,
  commitWith,
  intentOf,
  LEASE_MS,
  LEDGER_RETENTION_S,
  openStore,
  outcome,
  page,
  planOf,
  PREFIX,
  upTo,
  useRedis,
} from './connect.ts';

const connected = useRedis();

const PAGES = 3;
const WINDOW = 2;
let documents = 0;

const acts = [
  'batch',
  'batch',
  'batch',
  'alone',
  'arrive',
  'arrive',
  'take',
  'take',
  'expire',
  'late',
  'lost',
  'apart',
  'gather',
  'gather',
  'rejoin',
  'hand',
  'hand',
  'cancel',
  'retry',
] as const;

/** A call in a batch: what the provider makes of it is known from the first. */
interface InBatch {
  readonly page: number;
  readonly attempt: number;
  /** 0 where it comes to nothing, unpaid. */
  readonly cost: number;
}

/** Does one thing after the other to a document's pages, in any order, most of it more than once. */
async function expectBookedOnce(
  schedule: readonly { readonly act: (typeof acts)[number]; readonly which: number }[],
): Promise<void> {
  documents += 1;
  const id = `doc_${documents}`;
  const { redis } = connected();
  const store = openStore(redis);
  const { calls, pages } = store;
  const batchCalls = createBatchCalls(redis, PREFIX, LEDGER_RETENTION_S);
  await store.documents.create(accepted(id), '{}');
  await store.documents.plan(id, planOf(upTo(PAGES)));
  await pages.takeSlice(id, { window: WINDOW, again: false });
  const sent: InBatch[] = [];
  const bill = new Map<string, number>();
  let named = 0;

  const nameOf = ({ page: number, attempt }: InBatch): string => `b-p${number}-${attempt}`;
  const bookedAs = (call: InBatch) =>
    outcome(call.attempt, { requestId: nameOf(call), costMicroUsd: call.cost, settlement: '{}' });

  const begin = async (number: number, batch?: string): Promise<number | null> => {
    named += 1;
    const claim = await calls.claim(id, number, { ...claimAs(`w${named}`), ambiguousCap: 99 });
    if (claim.kind !== 'claimed') return null;
    const intent = intentOf(`r${named}`, number, LEASE_MS);
    return calls.intend(
      id,
      number,
      claim.fence,
      batch === undefined ? intent : { ...intent, batch },
    );
  };
  const alone = async (number: number): Promise<void> => {
    const attempt = await begin(number);
    if (attempt === null) return;
    const call = { page: number, attempt, cost: 100 + named };
    bill.set(nameOf(call), call.cost);
    const read = page(number, { request_id: nameOf(call) });
    await pages.commit(id, read, { ...commitWith(WINDOW), call: bookedAs(call) });
  };
  const waste = (call: InBatch): Promise<unknown> =>
    calls.conclude(id, call.page, {
      ...bookedAs(call),
      class: call.cost > 0 ? 'waste' : 'free',
      code: null,
    });
  const arrive = async (call: InBatch): Promise<void> => {
    // Before anybody was told of it, it is paid.
    if (call.cost > 0) bill.set(nameOf(call), call.cost);
    if (call.cost === 0) await waste(call);
    else if ((await batchCalls.arrive(id, call, JSON.stringify(call))) === 'unwanted') {
      await waste(call);
    }
  };
  /** A run of the page's job, where something came back for it. */
  const take = async (number: number): Promise<void> => {
    const { arrived } = await pages.progress(id, number);
    const call = arrived === null ? undefined : sent.find((one) => JSON.stringify(one) === arrived);
    if (call === undefined) return;
    const document = await store.documents.read(id);
    if (document?.status !== 'processing' || (await pages.has(id, number))) await waste(call);
    else {
      const read = page(number, { request_id: nameOf(call) });
      await pages.commit(id, read, { ...commitWith(WINDOW), call: bookedAs(call) });
    }
  };
  const confirm = async (slice: Slice | null): Promise<void> => {
    if (slice !== null) await pages.confirmSlice(id, slice, WINDOW);
  };
  /** A run of the page's job that has it wait for others to go with, until its claim is due. */
  const gather = async (number: number): Promise<void> => {
    const claim = await calls.claim(id, number, { ...claimAs('w'), ambiguousCap: 99, leaseMs: 0 });
    if (claim.kind === 'claimed') {
      await confirm((await batchCalls.setApart(id, number, WINDOW, claim.fence)).slice);
    }
  };
  const retry = async (): Promise<void> => {
    const { round = 1 } = (await store.documents.read(id)) ?? {};
    await store.documents.retry(id, round + 1, { splitJob: '{}', wholeJob: '{}' });
  };

  for (const { act, which } of schedule) {
    const number = (which % PAGES) + 1;
    const call = sent[which % Math.max(1, sent.length)];
    if (act === 'batch') {
      const attempt = await begin(number, 'a-batch');
      if (attempt !== null)
        sent.push({ page: number, attempt, cost: which % 4 === 0 ? 0 : 7 + named });
    } else if (act === 'alone') await alone(number);
    else if (act === 'take') await take(number);
    else if (act === 'apart') await confirm((await batchCalls.setApart(id, number, WINDOW)).slice);
    else if (act === 'gather') await gather(number);
    else if (act === 'rejoin') await batchCalls.rejoin(id, number);
    else if (act === 'hand')
      await confirm(await pages.takeSlice(id, { window: WINDOW, again: true }));
    else if (act === 'cancel')
      await store.documents.end(id, { status: 'cancelled', reason: null, webhookJob: null });
    else if (act === 'retry') await retry();
    else if (call === undefined) continue;
    else if (act === 'arrive') await arrive(call);
    else if (act === 'expire' && !bill.has(nameOf(call)) && call.cost === 0) await waste(call);
    else if (act === 'late') await batchCalls.giveUp(id, call, 'batch_late');
    else if (act === 'lost') await batchCalls.giveUp(id, call, 'batch_lost');
    await expectNoneLeftOut(id);
  }
  // From here on everything comes back, and every page is read.
  for (let rounds = 0; rounds < 3; rounds += 1) {
    for (const call of sent) {
      await arrive(call);
      await take(call.page);
    }
  }
  await retry();
  for (const number of upTo(PAGES)) await alone(number);
  // What was gathered and never sent is the sweeper's to give up.
  await calls.lapse(id);
  await check(id, bill);
}

/**
 * Every page that has not ended stands apart, or is under way, or is still to be handed out: one that is in none of
 * these would never be read, and one that is in two would keep another from it.
 */
async function expectNoneLeftOut(id: string): Promise<void> {
  const { redis } = connected();
  const [status, round, out, next, apart] = await redis.hmget(
    `test:{${id}}:document`,
    'status',
    'round',
    'out',
    'next',
    'apart',
  );
  if (status !== 'processing') return;
  const todo = await redis.lrange(`test:{${id}}:todo`, 0, -1);
  const { pages } = openStore(redis);
  const fields = await redis.hgetall(`test:{${id}}:calls`);
  let apartNow = 0;
  let others = 0;
  for (const number of new Set(todo)) {
    if (await pages.has(id, Number(number))) continue;
    if (fields[`${number}:apart`] === `${round ?? 1}:`) apartNow += 1;
    else others += 1;
  }
  expect(Number(apart ?? 0)).toBe(apartNow);
  const rest = todo.length - Number(next);
  expect(Number(out) + rest).toBe(others);
  const rests = apartNow > 0 && rest === 0 && Number(out) <= 0;
  expect((await pages.idleness(id)) === 'rests').toBe(rests);
}

async function check(id: string, bill: ReadonlyMap<string, number>): Promise<void> {
  const { redis } = connected();
  const store = openStore(redis);
  const lines = await all(store.ledger.entriesOf(id));
  const record = await store.documents.read(id);
  // One that was cancelled with all of its pages read stays so.
  expect(['aggregating', 'cancelled']).toContain(record?.status);
  expect(record).toMatchObject({ goodPages: PAGES, pagesInBatch: 0 });
  expect(await redis.exists(`test:{${id}}:claims`, `test:{${id}}:lapsed`)).toBe(0);
  // Each answer is booked once for what it costs, and nothing that was in doubt is left so.
  const answered = lines.filter((line) => line.class === 'accepted' || line.class === 'waste');
  const costs = new Map(answered.map((line) => [line.request_id, line.cost_micro_usd]));
  expect(costs.size).toBe(answered.length);
  expect(Object.fromEntries(costs)).toEqual(Object.fromEntries(bill));
  expect(sum(lines)).toBe(sum(answered));
  // What is the page's is accepted; its document has paid for that alone.
  const read = await store.pages.readMany(id, upTo(PAGES));
  const own = answered.filter((line) => line.class === 'accepted');
  for (const { request_id: name } of read) {
    expect(own.filter((line) => line.request_id === name)).toHaveLength(1);
  }
  expect(record?.costMicroUsd).toBe(sum(own));
  const fields = await redis.hgetall(`test:{${id}}:calls`);
  for (const number of upTo(PAGES)) {
    expect(fields[`${number}:arrived`]).toBeUndefined();
    expect(Number(fields[`${number}:ambiguous`] ?? 0)).toBe(0);
  }
}

function sum(lines: readonly LedgerEntry[]): number {
  return lines.reduce((so, { cost_micro_usd: cost }) => so + cost, 0);
}

test('whatever comes back from batches, late, twice or for nobody, is booked once, and each page has one answer', async () => {
  const schedule = fc.array(fc.record({ act: fc.constantFrom(...acts), which: fc.nat(1_000) }), {
    maxLength: 80,
    size: 'max',
  });
  await fc.assert(
    fc.asyncProperty(schedule, (one) => expectBookedOnce(one)),
    { numRuns: 150, endOnFailure: true },
  );
}, 120_000);

test('pages in batches leave the window once a round, so that the others are handed out', async () => {
  const { redis } = connected();
  const store = openStore(redis);
  const batchCalls = createBatchCalls(redis, PREFIX, LEDGER_RETENTION_S);
  await store.documents.create(accepted('doc_w'), '{}');
  await store.documents.plan('doc_w', planOf(upTo(6)));
  const first = await store.pages.takeSlice('doc_w', { window: WINDOW, again: false });
  expect(first?.pages).toEqual([1, 2]);
  if (first) await store.pages.confirmSlice('doc_w', first, WINDOW);
  for (const number of [1, 2]) {
    const claim = await store.calls.claim('doc_w', number, claimAs('w'));
    if (claim.kind !== 'claimed') throw new Error('not claimed');
    const intent = { ...intentOf(`r${number}`, number), batch: 'b' };
    await store.calls.intend('doc_w', number, claim.fence, intent);
  }
  const next = await batchCalls.setApart('doc_w', 1, WINDOW);
  expect(next).toMatchObject({ isApart: true, idle: null, slice: { pages: [3] } });
  // Sent twice, it counts once.
  const twice = await batchCalls.setApart('doc_w', 1, WINDOW);
  expect(twice).toEqual({ isApart: true, idle: null, slice: null });
  expect(await redis.hget('test:{doc_w}:document', 'out')).toBe('2');
  // Counted in, one that was apart is not counted out again.
  await store.pages.commit('doc_w', page(1), { ...commitWith(WINDOW), call: outcome(1) });
  expect(await redis.hget('test:{doc_w}:document', 'out')).toBe('2');
  await store.pages.commit('doc_w', page(2), { ...commitWith(WINDOW), call: outcome(1) });
  expect(await redis.hget('test:{doc_w}:document', 'out')).toBe('1');
});

test('a page that has ended stands apart no more, whatever else of it is in a batch', async () => {
  const { redis } = connected();
  const store = openStore(redis);
  const batchCalls = createBatchCalls(redis, PREFIX, LEDGER_RETENTION_S);
  await store.documents.create(accepted('doc_e'), '{}');
  await store.documents.plan('doc_e', planOf(upTo(PAGES)));
  await store.pages.takeSlice('doc_e', { window: WINDOW, again: false });
  const batch = async (reservation: string) => {
    const claim = await store.calls.claim('doc_e', 1, claimAs('w'));
    if (claim.kind !== 'claimed') throw new Error('not claimed');
    const intent = { ...intentOf(reservation, 1), batch: 'b' };
    await store.calls.intend('doc_e', 1, claim.fence, intent);
  };
  // Late it is asked about again; then what was late is the page's.
  await batch('r1');
  await batchCalls.giveUp('doc_e', { page: 1, attempt: 1 }, 'batch_late');
  await batch('r2');
  await store.pages.commit('doc_e', page(1), { ...commitWith(WINDOW), call: outcome(1) });
  expect((await batchCalls.setApart('doc_e', 1, WINDOW)).isApart).toBe(false);
  const counted = await redis.hmget('test:{doc_e}:document', 'out', 'apart');
  expect(counted).toEqual(['1', null]);
});

import { expect } from '@jest/globals';
import type { Page } from '@quire/domain';
import type { Redis } from 'ioredis';
import { claimAs, commitWith, intentOf, openStore, outcome, page, upTo } from './connect.ts';
import { type Pause, startRun } from './stepwise-run.ts';

/**
 * What the provider does with a call. `lost` is charged, and nobody hears of it; a `poor` answer is kept,
 * and the page asked about again.
 */
export const ends = ['answer', 'answer', 'poor', 'poor', 'free', 'lost', 'reset'] as const;
/** Poor answers after which a page is content. */
export const MOST_POOR = 3;

interface How {
  readonly end: (typeof ends)[number];
  readonly leaseMs: number;
}

/** A document's pages, the real store, and a provider and a limiter that keep their own books. */
export function openWorld(redis: Redis, id: string, pageCount: number) {
  const store = openStore(redis);
  const { calls, pages } = store;
  const dead = new Set<string>();
  /** The provider's bill: request id to what it charged. */
  const bill = new Map<string, number>();
  /** Answers that were in somebody's hand when it was killed. */
  const lostInHand = new Set<string>();
  /** The limiter's leases: whose they are, and what it was told of them first. */
  const leases = new Map<string, { readonly owner: string; told: string | null }>();
  /** Page to who is calling for it under a lease. */
  const onTheWay = new Map<number, string>();
  let named = 0;

  const settle = (settlement: string): Promise<void> => {
    const [reservation = '', told = ''] = settlement.split(' ');
    const lease = leases.get(reservation);
    if (lease === undefined) throw new Error(`${reservation} was never reserved`);
    lease.told ??= told;
    return Promise.resolve();
  };

  async function claim(number: number, owner: string, base: number) {
    const request = { ...claimAs(owner), base };
    const first = await calls.claim(id, number, request);
    if (first.kind !== 'held' || !dead.has(first.owner)) return first;
    return calls.claim(id, number, { ...request, deadOwner: first.owner });
  }

  /** One run of a page's job, as apps/vision does it: after a poor answer it asks again. */
  async function readPage(number: number, owner: string, how: How, pause: Pause): Promise<void> {
    for (let step = 0; ; step += 1) {
      await pause();
      const { draft } = await pages.progress(id, number);
      const isContent = step > 0 || draft?.calls.length === MOST_POOR;
      const end = isContent && how.end === 'poor' ? 'answer' : how.end;
      const isOver = await askOnce(number, owner, { ...how, end }, { draft, step }, pause);
      if (isOver) return;
    }
  }

  /**
   * One call. With `leaseMs` 0 its run stands still during the call for longer than anybody waits for it.
   * @returns whether the run is over
   */
  async function askOnce(
    number: number,
    owner: string,
    { end, leaseMs }: How,
    { draft, step }: { readonly draft: Page | null; readonly step: number },
    pause: Pause,
  ): Promise<boolean> {
    const base = draft?.calls.length ?? 0;
    const claimed = await claim(number, owner, base);
    if (claimed.kind === 'quarantined') {
      await pause();
      const failed = draft ?? page(number, { verdict: 'failed', source: 'none' });
      await pages.commit(id, failed, { ...commitWith(9), call: null, base });
    }
    if (claimed.kind !== 'claimed') return true;
    await pause();
    const reservation = `${owner}~r${step}`;
    leases.set(reservation, { owner, told: null });
    const owe = (told: string): string => `${reservation} ${told}`;
    await pause();
    const intent = { ...intentOf(reservation, number, leaseMs), forfeit: owe('forfeited') };
    const attempt = await calls.intend(id, number, claimed.fence, intent);
    if (attempt === null) {
      await settle(owe('released'));
      return true;
    }
    // While a call is leased to somebody alive, nobody else sends one for the same page.
    if (leaseMs > 0) {
      const other = onTheWay.get(number);
      expect(other === undefined || dead.has(other)).toBe(true);
      onTheWay.set(number, owner);
    }
    await pause();
    const requestId = `req_${owner}_${step}`;
    const isAnswered = end === 'answer' || end === 'poor';
    if (isAnswered || end === 'lost') bill.set(requestId, 50 + named);
    if (isAnswered) lostInHand.add(requestId);
    await pause();
    const booked = outcome(attempt, {
      requestId,
      costMicroUsd: bill.get(requestId) ?? 0,
      settlement: owe('used'),
    });
    if (isAnswered) {
      const answered = answeredPage(number, draft, requestId, booked.costMicroUsd);
      if (end === 'poor') await pages.draft(id, answered, booked, base);
      else await pages.commit(id, answered, { ...commitWith(9), call: booked, base });
      lostInHand.delete(requestId);
    } else {
      const isFree = end === 'free';
      await calls.conclude(id, number, {
        ...booked,
        class: isFree ? 'free' : 'ambiguous',
        code: isFree ? 'claude_rate_limited' : 'claude_timeout',
        costMicroUsd: isFree ? 0 : 100,
        settlement: owe(isFree ? 'released' : 'forfeited'),
      });
    }
    if (onTheWay.get(number) === owner) onTheWay.delete(number);
    await pause();
    await settle(owe(isAnswered ? 'used' : end === 'free' ? 'released' : 'forfeited'));
    await pause();
    await calls.settled(id, { reservationId: reservation, settlement: '' });
    return end !== 'poor';
  }

  return {
    store,
    dead,
    bill,
    lostInHand,
    leases,
    settle,
    start(number: number, how: How) {
      named += 1;
      const owner = `w${named}`;
      const run = startRun(
        (pause) => readPage(number, owner, how, pause),
        () => undefined,
      );
      return { run, owner };
    },
    /** As if all leases had passed. */
    async passLeases() {
      const key = `test:{${id}}:claims`;
      for (const [field, json] of Object.entries(await redis.hgetall(key))) {
        await redis.hset(key, field, json.replace(/"until_ms":\d+/, '"until_ms":0'));
      }
      expect(await calls.lapse(id)).toBe(0);
    },
    open: async () => {
      const read = await pages.readMany(id, upTo(pageCount));
      const done = new Set(read.map((one) => one.page));
      return upTo(pageCount).filter((number) => !done.has(number));
    },
  };
}

/** A page with one more answer, the sums of all. */
function answeredPage(
  number: number,
  draft: Page | null,
  requestId: string,
  costMicroUsd: number,
): Page {
  const usage = { input_tokens: 1, output_tokens: 1 };
  const told = { step: 'first', model: 'm', verdict: 'ok', code: null, detail: '' } as const;
  const call = { ...told, stop_reason: null, usage, cost_usd: costMicroUsd / 1e6 };
  const calls = [...(draft?.calls ?? []), { ...call, request_id: requestId }];
  const costUsd = calls.reduce((so, { cost_usd: one }) => so + Math.round(one * 1e6), 0) / 1e6;
  return page(number, { request_id: requestId, calls, cost_usd: costUsd });
}

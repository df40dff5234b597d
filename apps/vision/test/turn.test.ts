import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { pageBudgets, type SpendCaps } from '@quire/domain';
import type { CallNeed, Reservation, Settlement } from '@quire/limits';
import { Postponed } from '@quire/queues';
import { putOffForBudgetMs, putOffForHoldMs } from '../src/put-off.ts';
import { readPage, type ReadPagePorts } from '../src/read-page.ts';
import { aRun, type Bench, openBench } from './open-bench.ts';

jest.setTimeout(60_000);

const GROUP = 'claude-haiku-5-5';
const NOW = Date.UTC(2026, 10, 22);

let bench: Bench;
let ports: ReadPagePorts;
let drawn = 0;
/** Pages that somebody looked at before. */
const begun = new Set<string>();

beforeAll(async () => {
  bench = await openBench();
  const { renderer } = bench.ports;
  ports = {
    ...bench.ports,
    renderer: {
      ...renderer,
      picture(...asked) {
        drawn += 1;
        return renderer.picture(...asked);
      },
    },
  };
});

afterAll(() => bench.close());

beforeEach(async () => {
  drawn = 0;
  bench.sim.setFaults([]);
  bench.sim.clearAudit();
  await ports.limiter.resume();
});

describe('while everybody is held up', () => {
  test('a page is drawn for the refusal that says so, and not again until it is resumed', async () => {
    const documentId = await bench.aDocument();
    bench.sim.setFaults([{ fault: 'unauthorized', times: 1 }]);
    const met = await reading(documentId, 1);
    expect(met).toMatchObject({ message: /^claude_key_rejected: / });
    // The first probe is minutes away, and somebody's hand may be quicker.
    expect(met instanceof Postponed ? met.forMs : 0).toBeLessThanOrEqual(60_000);
    expect(drawn).toBe(1);
    for (let again = 0; again < 3; again += 1) {
      expect(await reading(documentId, 1)).toMatchObject({
        name: 'Postponed',
        message: 'claude_key_rejected',
      });
    }
    expect(drawn).toBe(1);
    await ports.limiter.resume();
    expect(await reading(documentId, 1)).toBeNull();
    expect(drawn).toBe(2);
  });
});

describe('at a budget that has too little room for a call', () => {
  test('a page is drawn once, and again when the cap is raised', async () => {
    const documentId = await bench.aDocument();
    await spend(documentId, 999_000, capped(1));
    const first = await reading(documentId, 1, capped(1));
    expect(first).toMatchObject({ name: 'Postponed', message: 'budget_reached' });
    expect(drawn).toBe(1);
    for (const page of [1, 2, 3, 1]) {
      expect(await reading(documentId, page, capped(1))).toMatchObject({
        name: 'Postponed',
        message: 'budget_reached',
      });
    }
    expect(drawn).toBe(1);
    expect(await reading(documentId, 1, capped(2))).toBeNull();
    expect(await bench.ports.documents.read(documentId)).toMatchObject({ parked: null });
  });

  test('it goes on as soon as calls under way give something back', async () => {
    const documentId = await bench.aDocument({ budget_usd: 1 });
    await spend(documentId, 900_000, {});
    const reserved = await reserve(documentId, 99_500, {});
    expect(await reading(documentId, 1)).toMatchObject({ message: 'budget_reached' });
    expect(await reading(documentId, 1)).toMatchObject({ message: 'budget_reached' });
    expect(drawn).toBe(1);
    await ports.limiter.settle(ended(reserved, 'released', 0));
    expect(await reading(documentId, 1)).toBeNull();
  });

  test('a refusal is not believed for ever: another page may need less', async () => {
    const documentId = await bench.aDocument({ budget_usd: 1 });
    await spend(documentId, 999_000, {});
    await reading(documentId, 1);
    const document = await bench.ports.documents.read(documentId);
    const refused_by = { key: `document:${documentId}`, room_micro_usd: 1_000 };
    expect(document?.parked).toMatchObject({ refused_by });
    const past = { ...refused_by, believed_until_ms: Date.now() - 1 };
    await bench.ports.documents.park(documentId, { code: 'budget', detail: '', refused_by: past });
    await reading(documentId, 1);
    expect(drawn).toBe(2);
    await reading(documentId, 1);
    expect(drawn).toBe(2);
  });
});

describe('a page that is put off', () => {
  const hold = { group: GROUP, code: 'claude_spend_limit', detail: '', isHalt: true } as const;
  const halted = (forS: number) => ({ ...hold, sinceMs: NOW, untilMs: 0, forMs: forS * 1_000 });

  test('for a hold comes back when it ends, and looks each minute whether it was lifted', () => {
    expect(putOffForHoldMs(halted(2), NOW, 0.5)).toBe(2_500);
    expect(putOffForHoldMs(halted(300), NOW, 0)).toBe(15_000);
    expect(putOffForHoldMs(halted(300), NOW + 120_000, 0)).toBe(30_000);
    expect(putOffForHoldMs(halted(300), NOW + 86_400_000, 0)).toBe(60_000);
    expect(putOffForHoldMs(halted(300), NOW + 86_400_000, 1)).toBe(45_000);
  });

  test('for a budget looks ever more seldom, alone each minute, of a hundred each five', () => {
    const parked = { code: 'budget', detail: '', since_ms: NOW };
    const of = (totalPages: number) => ({ parked, totalPages, goodPages: 0, failedPages: 0 });
    expect(putOffForBudgetMs(of(100), NOW, 0)).toBe(30_000);
    expect(putOffForBudgetMs(of(100), NOW + 480_000, 0)).toBe(120_000);
    expect(putOffForBudgetMs(of(100), NOW + 86_400_000, 0)).toBe(300_000);
    expect(putOffForBudgetMs(of(9_000), NOW + 86_400_000, 1)).toBe(225_000);
    expect(putOffForBudgetMs(of(1), NOW + 86_400_000, 0)).toBe(60_000);
  });
});

const capped = (day_usd: number): Readonly<Record<string, SpendCaps>> => ({ anna: { day_usd } });

/** What reading the page throws; null when it was read. */
async function reading(
  documentId: string,
  page: number,
  spendCaps: ReadPagePorts['spendCaps'] = {},
): Promise<unknown> {
  const run = aRun({ isFirstRun: !begun.has(`${documentId} ${page}`) });
  begun.add(`${documentId} ${page}`);
  return readPage({ documentId, page }, { ...ports, spendCaps }, run).then(
    () => null,
    (error: unknown) => error,
  );
}

async function spend(
  documentId: string,
  costMicroUsd: number,
  caps: ReadPagePorts['spendCaps'],
): Promise<void> {
  const reservation = await reserve(documentId, 0, caps);
  await ports.limiter.settle(ended(reservation, 'used', costMicroUsd));
}

/** A call of the document that reserves so much. */
async function reserve(
  documentId: string,
  inputCostMicroUsd: number,
  caps: ReadPagePorts['spendCaps'],
): Promise<Reservation> {
  const document = await bench.ports.documents.read(documentId);
  if (document === null) throw new Error('there is no such document');
  const need: CallNeed = {
    group: GROUP,
    kind: 'of the test',
    inputTokens: 10,
    maxOutputTokens: 10,
    inputCostMicroUsd,
    outputMicroUsdPerToken: 0,
    budgets: pageBudgets(document, caps, Date.now()),
    leaseMs: 60_000,
  };
  for (;;) {
    const reservation = await ports.limiter.reserve(need);
    if ('waitMs' in reservation) return reservation;
    if (reservation.code !== null) throw new Error(`refused: ${reservation.code}`);
    await new Promise((resolve) => {
      setTimeout(resolve, reservation.retryInMs);
    });
  }
}

function ended(
  { id, group }: Reservation,
  outcome: Settlement['outcome'],
  costMicroUsd: number,
): Settlement {
  return {
    reservationId: id,
    group,
    kind: 'of the test',
    outcome,
    inputTokens: 10,
    outputTokens: 10,
    costMicroUsd,
    streamMs: null,
    seen: null,
  };
}

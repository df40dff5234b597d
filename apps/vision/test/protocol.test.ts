import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createLedgerTotals, type LedgerEntry, type LedgerTotal } from '@quire/domain';
import { readPage, type ReadPagePorts } from '../src/read-page.ts';
import { leftOpen } from './expect-billed.ts';
import { aRun as run, type Bench, openBench } from './open-bench.ts';

jest.setTimeout(60_000);

let bench: Bench;
let ports: Bench['ports'];
let sim: Bench['sim'];

beforeAll(async () => {
  bench = await openBench();
  ({ ports, sim } = bench);
});
afterAll(() => bench.close());
beforeEach(async () => {
  sim.setFaults([]);
  sim.clearAudit();
  await ports.limiter.resume();
});

describe('the ledger of a page', () => {
  test('has its intent and its outcome, to the micro-dollar of the bill', async () => {
    const id = await bench.aDocument();
    for (const page of [1, 2, 3]) await readPage({ documentId: id, page }, ports, run());
    const lines = await linesOf(id);
    expect(lines.map(({ kind }) => kind).toSorted()).toEqual([
      'intent',
      'intent',
      'intent',
      'outcome',
      'outcome',
      'outcome',
    ]);
    expect(totalOf(lines)).toMatchObject({
      intents: 3,
      calls: { accepted: 3 },
      total_micro_usd: sim.audit().bill.micro_usd,
    });
    const ids = (kind: string) =>
      new Set(lines.flatMap((line) => (line.kind === kind ? [line.reservation_id] : [])));
    expect(ids('intent')).toEqual(ids('outcome'));
    expect(ids('intent').size).toBe(3);
    const requests = sent().map(({ request_id }) => request_id);
    expect(new Set(lines.flatMap(({ request_id }) => request_id ?? []))).toEqual(new Set(requests));
    expect(await leftOpen(bench, id)).toEqual([]);
  });

  test('books what was refused for nothing, with the provider’s name for it', async () => {
    const id = await bench.aDocument();
    sim.setFaults([{ fault: 'rate_limit' }]);
    expect(await failing(id, 1)).toMatchObject({ name: 'Postponed' });
    const [, outcome] = await linesOf(id);
    expect(outcome).toMatchObject({
      class: 'free',
      code: 'claude_rate_limited',
      cost_micro_usd: 0,
      request_id: sent()[0]?.request_id,
    });
    expect(await leftOpen(bench, id)).toEqual([]);
  });

  test('books a call that nobody knows the end of at what it was expected to cost', async () => {
    const id = await bench.aDocument();
    sim.setFaults([{ fault: 'half_body' }]);
    expect(await failing(id, 1)).toMatchObject({ name: 'Postponed' });
    const [intent, outcome] = await linesOf(id);
    expect(outcome).toMatchObject({ class: 'ambiguous', code: 'claude_timeout' });
    expect(outcome?.cost_micro_usd).toBe(intent?.expected_micro_usd);
    expect(outcome?.cost_micro_usd).toBeGreaterThan(0);
    expect(await leftOpen(bench, id)).toEqual([]);
  });
});

describe('a page', () => {
  test('that is given out twice at once is paid for once', async () => {
    const id = await bench.aDocument();
    const runs = await Promise.all([failing(id, 1), failing(id, 1), failing(id, 1)]);
    // Whoever comes while it is being read puts it off; whoever comes later finds it read.
    for (const end of runs.filter((one) => one !== 'it was read')) {
      expect(end).toMatchObject({ name: 'Postponed' });
    }
    expect(sent()).toHaveLength(1);
    expect(await leftOpen(bench, id)).toEqual([]);
  });

  test('whose reader died with its call on the way is read again, and the call is booked', async () => {
    const id = await bench.aDocument();
    await dieAfterIntent(id, 1, 'w1');
    expect(await failing(id, 1)).toMatchObject({ name: 'Postponed' });
    // Known dead, it holds up nobody.
    await bench.redis.zadd('test:workers:pages:dead', Date.now(), 'w1');
    await readPage({ documentId: id, page: 1 }, ports, run());
    const lines = await linesOf(id);
    expect(totalOf(lines)).toMatchObject({ intents: 2, calls: { accepted: 1, ambiguous: 1 } });
    expect(await bench.committed(id, 1)).toMatchObject({ verdict: 'ok', attempts: 2 });
  });

  test('whose readers died as often as any page’s may ends, and names them', async () => {
    const id = await bench.aDocument();
    for (const owner of ['w1', 'w2']) {
      await dieAfterIntent(id, 1, owner);
      await bench.redis.zadd('test:workers:pages:dead', Date.now(), owner);
    }
    expect(await failing(id, 1)).toMatchObject({ name: 'FailedForGood' });
    expect(await bench.committed(id, 1)).toMatchObject({
      verdict: 'failed',
      error: {
        code: 'page_quarantined',
        detail: expect.stringContaining('call 1: worker_lost; call 2: worker_lost'),
      },
    });
    expect(sent()).toEqual([]);
  });

  test('of a document that is cancelled at the last moment is not sent', async () => {
    const id = await bench.aDocument();
    const cancelling: ReadPagePorts = {
      ...ports,
      limiter: {
        ...ports.limiter,
        async reserve(need) {
          await ports.documents.end(id, { status: 'cancelled', reason: null, webhookJob: null });
          return ports.limiter.reserve(need);
        },
      },
    };
    expect(await failing(id, 1, cancelling)).toMatchObject({ name: 'Postponed' });
    expect(sent()).toEqual([]);
    expect(await leftOpen(bench, id)).toEqual([]);
    expect(await linesOf(id)).toEqual([]);
  });

  test('that cannot be reserved for leaves nothing claimed', async () => {
    const id = await bench.aDocument();
    const held: ReadPagePorts = {
      ...ports,
      cache: bench.cache,
      limiter: {
        ...ports.limiter,
        reserve: () =>
          Promise.resolve({ retryInMs: 50, code: 'claude_overloaded', detail: null, ticket: 't' }),
      },
    };
    expect(await failing(id, 1, held)).toMatchObject({ name: 'Postponed' });
    expect(await leftOpen(bench, id)).toEqual([]);
    expect(await bench.redis.keys('test:{cache}:flight:*')).toEqual([]);
  });
});

describe('a budget', () => {
  test('that is used up parks its document, and only that one, until it is raised', async () => {
    const poor = await bench.aDocument({ budget_usd: 0.000_001 });
    const rich = await bench.aDocument({ budget_usd: 5 });
    expect(await failing(poor, 1)).toMatchObject({ name: 'Postponed', message: 'budget_reached' });
    expect(sent()).toEqual([]);
    expect(await ports.documents.read(poor)).toMatchObject({ parked: { code: 'budget' } });
    await readPage({ documentId: rich, page: 1 }, ports, run());
    expect(await ports.documents.read(rich)).toMatchObject({ parked: null, goodPages: 1 });
    expect(await leftOpen(bench, poor)).toEqual([]);
    const [state] = await ports.limiter.budgets([`document:${rich}`]);
    expect(state).toMatchObject({
      spentMicroUsd: sim.audit().bill.micro_usd,
      reservedMicroUsd: 0,
    });
  });

  test('of a tenant’s day is taken up again by the next day or a higher cap', async () => {
    const id = await bench.aDocument();
    const capped = (day_usd: number) => ({ ...ports, spendCaps: { anna: { day_usd } } });
    expect(await failing(id, 1, capped(0.000_001))).toMatchObject({ message: 'budget_reached' });
    await readPage({ documentId: id, page: 1 }, capped(1), run());
    expect(await ports.documents.read(id)).toMatchObject({ parked: null, goodPages: 1 });
  });
});

describe('an answer that is kept', () => {
  test('is given again for nothing, to the same tenant, for the very same question', async () => {
    const keeping = { ...ports, cache: bench.cache };
    const first = await bench.aDocument();
    await readPage({ documentId: first, page: 1 }, keeping, run());
    const second = await bench.aDocument();
    await readPage({ documentId: second, page: 1 }, keeping, run());
    expect(sent()).toHaveLength(1);
    const [paid, known] = [await bench.committed(first, 1), await bench.committed(second, 1)];
    expect(known).toEqual({
      ...paid,
      cached: true,
      attempts: 0,
      calls: [],
      cost_usd: 0,
      usage: { input_tokens: 0, output_tokens: 0 },
    });
    expect(await ports.documents.read(second)).toMatchObject({ cachedPages: 1, calls: 0 });
    expect(await linesOf(second)).toEqual([]);
    expect(await leftOpen(bench, second)).toEqual([]);
    const other = await bench.aDocument({ context: 'an invoice' });
    await readPage({ documentId: other, page: 1 }, keeping, run());
    expect(sent()).toHaveLength(2);
  });

  test('is waited for by those who want the same at the same time', async () => {
    const keeping = { ...ports, cache: bench.cache };
    const ids = [];
    for (let count = 0; count < 4; count += 1) {
      ids.push(await bench.aDocument({ context: 'at the same time' }));
    }
    await Promise.all(ids.map((id) => readPage({ documentId: id, page: 1 }, keeping, run())));
    expect(sent()).toHaveLength(1);
    const pages = await Promise.all(ids.map((id) => bench.committed(id, 1)));
    expect(pages.filter((page) => page?.cached)).toHaveLength(3);
    expect(new Set(pages.map((page) => page?.text)).size).toBe(1);
  });

  test.each(['max_tokens', 'refusal'] as const)(
    'is one that can be relied on: one of %s is asked for again',
    async (fault) => {
      const keeping = { ...ports, cache: bench.cache };
      const options = { context: `kept after ${fault}` };
      sim.setFaults([{ fault, times: 1 }]);
      const first = await bench.aDocument(options);
      await readPage({ documentId: first, page: 1 }, keeping, run());
      const second = await bench.aDocument(options);
      const before = sent().length;
      await readPage({ documentId: second, page: 1 }, keeping, run());
      expect(sent()).toHaveLength(before + 1);
      expect(await bench.committed(second, 1)).toMatchObject({ verdict: 'ok', cached: false });
      expect(await bench.redis.keys('test:{cache}:flight:*')).toEqual([]);
    },
  );
});

function sent() {
  return sim.audit().requests.filter(({ endpoint }) => endpoint === 'messages');
}

/** What reading the page throws. */
async function failing(id: string, page: number, with_: ReadPagePorts = ports): Promise<unknown> {
  return readPage({ documentId: id, page }, with_, run()).then(
    () => 'it was read',
    (error: unknown) => error,
  );
}

/** As a worker does that is killed with its call on the way. */
async function dieAfterIntent(id: string, page: number, owner: string): Promise<void> {
  const reading = new AbortController();
  const dying: ReadPagePorts = {
    ...ports,
    owner,
    claude: {
      ...ports.claude,
      call() {
        reading.abort();
        return new Promise(() => undefined);
      },
    },
  };
  void readPage({ documentId: id, page }, dying, run());
  while (!reading.signal.aborted) {
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
  }
}

async function linesOf(id: string): Promise<LedgerEntry[]> {
  const lines: LedgerEntry[] = [];
  for await (const line of bench.ledger.entriesOf(id)) lines.push(line);
  return lines;
}

function totalOf(lines: readonly LedgerEntry[]): LedgerTotal | undefined {
  const totals = createLedgerTotals('document');
  for (const line of lines) totals.add(line);
  return totals.rows()[0];
}

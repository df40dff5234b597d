import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { LedgerEntry } from '@quire/domain';
import { makePdf } from '@quire/testkit';
import { readPage } from '../src/read-page.ts';
import { giveUpWhole, readWhole, type ReadWholePorts } from '../src/whole/read-whole.ts';
import { createWholeTurns } from '../src/whole/whole-turns.ts';
import { leftOpen } from './expect-billed.ts';
import { aRun as run, type Bench, openBench } from './open-bench.ts';
import { wholeExtract } from './whole-extract.ts';

jest.setTimeout(60_000);

let bench: Bench;
let ports: Bench['ports'];

beforeAll(async () => {
  bench = await openBench();
  ({ ports } = bench);
});
afterAll(() => bench.close());
beforeEach(async () => {
  bench.sim.setFaults([]);
  bench.sim.clearAudit();
  await ports.limiter.resume();
});

describe('a document that is asked about in one request', () => {
  test('is paid for once, and each of its pages says how it was sent', async () => {
    const id = await bench.aWhole('one', wholeExtract);
    expect(await ports.outbox.entries(id)).toEqual([{ queue: 'pages', payload: job(id) }]);
    await ask(id);
    const whole = await ports.pages.readWhole(id);
    expect(whole).toMatchObject({ page: 0, way: 'one', verdict: 'ok', attempts: 1 });
    expect(whole?.asked.map(({ page }) => page)).toEqual([1, 2, 3]);
    const pages = await ports.pages.readMany(id, [1, 2, 3]);
    expect(pages.map(({ verdict, cost_usd: cost, text }) => [verdict, cost, text])).toEqual([
      ['ok', 0, ''],
      ['ok', 0, ''],
      ['ok', 0, ''],
    ]);
    expect(pages.map(({ picture }) => picture?.sha256)).toEqual(
      whole?.asked.map(({ picture }) => picture?.sha256),
    );
    expect(new Set(pages.map(({ picture }) => picture?.sha256)).size).toBe(3);
    expect(await ports.documents.read(id)).toMatchObject({
      status: 'aggregating',
      goodPages: 3,
      calls: 1,
      costMicroUsd: bench.sim.audit().bill.micro_usd,
    });
    expect(sent()).toHaveLength(1);
    expect(sent()[0]?.page_hashes).toHaveLength(3);
    expect(await billed(id)).toBe(bench.sim.audit().bill.micro_usd);
    expect(await leftOpen(bench, id)).toEqual([]);
    expect(await bench.producer.queues.aggregate.getJob(`aggregate-${id}`)).toBeDefined();
  });

  test('leaves its blank pages out, unpaid', async () => {
    const text = { text: 'Delivered in full' };
    const hash = await bench.aSource(await makePdf([text, {}, text]));
    const id = await bench.aWhole('one', wholeExtract, hash);
    await ask(id);
    expect(await verdicts(id)).toEqual(['ok', 'blank', 'ok']);
    expect((await ports.pages.readWhole(id))?.asked.map(({ page }) => page)).toEqual([1, 3]);
    expect(sent()[0]?.page_hashes).toHaveLength(2);
  });

  test('is not asked about at all where every page is blank', async () => {
    const hash = await bench.aSource(await makePdf([{}, {}, {}]));
    const id = await bench.aWhole('one', wholeExtract, hash);
    await ask(id);
    expect(await verdicts(id)).toEqual(['blank', 'blank', 'blank']);
    expect(await ports.pages.readWhole(id)).toMatchObject({ verdict: 'blank', data: null });
    expect(await ports.documents.read(id)).toMatchObject({ status: 'aggregating', calls: 0 });
    expect(sent()).toEqual([]);
  });

  test('that is given out several times at once is paid for once', async () => {
    const id = await bench.aWhole('one', wholeExtract);
    const runs = await Promise.all([ask(id), ask(id), ask(id)].map((one) => one.catch(nameOf)));
    expect(runs.filter((end) => end !== undefined && end !== 'Postponed')).toEqual([]);
    await ask(id);
    expect(await verdicts(id)).toEqual(['ok', 'ok', 'ok']);
    expect(sent()).toHaveLength(1);
    expect(await leftOpen(bench, id)).toEqual([]);
  });

  test('whose worker dies with the answer committed is not paid for again', async () => {
    const id = await bench.aWhole('one', wholeExtract);
    let orders = 0;
    const dying: ReadWholePorts = {
      ...ports,
      documents: {
        ...ports.documents,
        order(...asked) {
          orders += 1;
          if (orders === 2) throw new Error('died before its pages');
          return ports.documents.order(...asked);
        },
      },
    };
    await expect(ask(id, dying)).rejects.toThrow('died before its pages');
    expect(await ports.pages.readMany(id, [1, 2, 3])).toEqual([]);
    await ask(id);
    expect(await verdicts(id)).toEqual(['ok', 'ok', 'ok']);
    expect(sent()).toHaveLength(1);
  });

  test('whose answer is cut says so on every page that was in it', async () => {
    const id = await bench.aWhole('one', wholeExtract);
    bench.sim.setFaults([{ fault: 'max_tokens' }]);
    await ask(id);
    expect(await verdicts(id)).toEqual(['truncated', 'truncated', 'truncated']);
    expect(await bench.committed(id, 2)).toMatchObject({ error: { code: 'answer_truncated' } });
    expect(await ports.documents.read(id)).toMatchObject({ status: 'aggregating', failedPages: 3 });
  });

  test('that was sent in vain as often as any page may be ends as failed, with its pages', async () => {
    const id = await bench.aWhole('one', wholeExtract);
    bench.sim.setFaults([{ fault: 'cut_body' }]);
    await expect(ask(id)).rejects.toMatchObject({ name: 'Postponed' });
    await expect(ask(id)).rejects.toMatchObject({ name: 'FailedForGood' });
    expect(await verdicts(id)).toEqual(['failed', 'failed', 'failed']);
    expect(await ports.pages.readWhole(id)).toMatchObject({ error: { code: 'page_quarantined' } });
    expect(await leftOpen(bench, id)).toEqual([]);
  });

  test('waits for its budget, and is parked like any other', async () => {
    const id = await bench.aWhole('one', { ...wholeExtract, budget_usd: 0.000_001 });
    await expect(ask(id)).rejects.toMatchObject({ message: 'budget_reached' });
    expect(await ports.documents.read(id)).toMatchObject({ parked: { code: 'budget' } });
    expect(sent()).toEqual([]);
  });

  test('that was cancelled is not asked about', async () => {
    const id = await bench.aWhole('one', wholeExtract);
    await ports.documents.end(id, { status: 'cancelled', reason: null, webhookJob: null });
    await ask(id);
    expect(sent()).toEqual([]);
  });

  test('whose workers end again and again ends as failed', async () => {
    const id = await bench.aWhole('one', wholeExtract);
    await giveUpWhole({ documentId: id }, ports);
    expect(await verdicts(id)).toEqual(['failed', 'failed', 'failed']);
    expect(await ports.documents.read(id)).toMatchObject({ status: 'aggregating' });
  });

  test('has an answer that is kept for the same question', async () => {
    const keeping = { ...ports, cache: bench.cache };
    const [first, second] = [
      await bench.aWhole('one', wholeExtract),
      await bench.aWhole('one', wholeExtract),
    ];
    await ask(first, keeping);
    await ask(second, keeping);
    expect(sent()).toHaveLength(1);
    expect(await ports.pages.readWhole(second)).toMatchObject({ cached: true, cost_usd: 0 });
    expect(await ports.documents.read(second)).toMatchObject({ calls: 0, costMicroUsd: 0 });
  });
});

describe('pictures that are compared', () => {
  test('stand under their labels, blank ones among them', async () => {
    const text = { text: 'Order 12 is open' };
    const hash = await bench.aSource(await makePdf([text, {}, text]));
    const id = await bench.aWhole('one', { preset: 'ui-diff' }, hash);
    await ask(id);
    expect(await verdicts(id)).toEqual(['ok', 'ok', 'ok']);
    expect(sent()[0]?.page_hashes).toHaveLength(3);
    const whole = await ports.pages.readWhole(id);
    expect(whole?.data).toMatchObject({ summary: expect.any(String) });
  });
});

describe('a document whose pages are merged', () => {
  test('is merged by its last page, and the merging is paid for once', async () => {
    const id = await bench.aWhole('merge', wholeExtract);
    expect(await ports.outbox.entries(id)).toEqual([]);
    await readPages(id);
    expect(await bench.producer.queues.pages.getJob(`${id}-p0`)).toBeDefined();
    expect(await ports.documents.read(id)).toMatchObject({ status: 'processing', goodPages: 3 });
    await ask(id);
    await ask(id);
    const [first] = await ports.pages.readMany(id, [1]);
    expect(await ports.pages.readWhole(id)).toMatchObject({
      way: 'merge',
      verdict: 'ok',
      data: first?.data,
    });
    expect(await verdicts(id)).toEqual(['ok', 'ok', 'ok']);
    expect(await ports.documents.read(id)).toMatchObject({ status: 'aggregating', calls: 4 });
    expect(sent()).toHaveLength(4);
    expect(await billed(id)).toBe(bench.sim.audit().bill.micro_usd);
    expect(await leftOpen(bench, id)).toEqual([]);
  });

  test('does not believe what no page says', async () => {
    const id = await bench.aWhole('merge', wholeExtract);
    await readPages(id);
    bench.sim.setFaults([{ fault: 'invented' }]);
    await ask(id);
    expect(await ports.pages.readWhole(id)).toMatchObject({
      verdict: 'disagrees',
      error: { code: 'merge_disagrees', detail: expect.stringContaining('/summary') },
    });
    expect(await verdicts(id)).toEqual(['ok', 'ok', 'ok']);
  });

  test('needs no call for the one page that has an answer', async () => {
    const id = await bench.aWhole('merge', wholeExtract);
    bench.sim.setFaults([{ fault: 'refusal', from: 1, to: 2 }]);
    await readPages(id);
    expect(await verdicts(id)).toEqual(['refused', 'refused', 'ok']);
    await ask(id);
    expect(sent()).toHaveLength(3);
    const [third] = await ports.pages.readMany(id, [3]);
    expect(await ports.pages.readWhole(id)).toMatchObject({ verdict: 'ok', data: third?.data });
  });

  test('fails where no page has one, and says what the first failed of', async () => {
    const id = await bench.aWhole('merge', wholeExtract);
    bench.sim.setFaults([{ fault: 'refusal' }]);
    await readPages(id);
    await ask(id);
    expect(await ports.pages.readWhole(id)).toMatchObject({
      verdict: 'failed',
      error: { code: 'answer_refused' },
    });
    expect(sent()).toHaveLength(3);
  });
});

test('a process holds the pictures of two wholes at most', async () => {
  const turns = createWholeTurns(2);
  const { promise, resolve } = Promise.withResolvers<void>();
  const held = [turns.take(() => promise), turns.take(() => promise)];
  await expect(turns.take(() => Promise.resolve())).rejects.toMatchObject({ name: 'Postponed' });
  resolve();
  await Promise.all(held);
  expect(await turns.take(() => Promise.resolve('its turn'))).toBe('its turn');
});

function job(id: string): string {
  return JSON.stringify({ v: 1, documentId: id, page: 0 });
}

function ask(id: string, with_: ReadWholePorts = ports): Promise<void> {
  return readWhole({ documentId: id }, with_, run());
}

async function readPages(id: string): Promise<void> {
  for (const page of [1, 2, 3]) await readPage({ documentId: id, page }, ports, run());
}

async function verdicts(id: string): Promise<string[]> {
  return (await ports.pages.readMany(id, [1, 2, 3])).map(({ verdict }) => verdict);
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'no error';
}

function sent() {
  return bench.sim.audit().requests.filter(({ endpoint }) => endpoint === 'messages');
}

async function billed(id: string): Promise<number> {
  const lines: LedgerEntry[] = [];
  for await (const line of bench.ledger.entriesOf(id)) lines.push(line);
  return lines.reduce((sum, line) => sum + line.cost_micro_usd, 0);
}

import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import type { LedgerEntry } from '@quire/domain';
import type { CallNeed } from '@quire/limits';
import { createAnswerCache } from '@quire/store';
import { readPage, type ReadPagePorts } from '../src/read-page.ts';
import { aRun, type Bench, openBench } from './open-bench.ts';

jest.setTimeout(60_000);

const context = 'The archive of the harbour, box by box, as its keeper describes it. '.repeat(40);

let bench: Bench;
let ports: ReadPagePorts;
let booked: CallNeed[] = [];

beforeAll(async () => {
  bench = await openBench({ latencyMs: 100 });
  const { limiter } = bench.ports;
  ports = {
    ...bench.ports,
    prefixes: createAnswerCache(bench.redis, 'test:prefixes', { ttlS: 100, maxBytes: 1e6 }),
    limiter: {
      ...limiter,
      reserve: (need) => {
        booked.push(need);
        return limiter.reserve(need);
      },
    },
  };
});
afterAll(() => bench.close());
beforeEach(async () => {
  booked = [];
  bench.sim.setFaults([]);
  bench.sim.clearAudit();
  await bench.ports.limiter.resume();
});

test('of a document’s pages one writes what all are asked in common, and the others read it', async () => {
  const id = await bench.aDocument({ context });
  await Promise.all([1, 2, 3].map((page) => readPage({ documentId: id, page }, ports, aRun())));
  const calls = bench.sim.audit().requests.filter(({ endpoint }) => endpoint === 'messages');
  const writers = calls.filter(({ tokens }) => tokens.cache_write_5m > 0);
  const readers = calls.filter(({ tokens }) => tokens.cache_read > 0);
  expect([writers.length, readers.length]).toEqual([1, 2]);
  const [written = 0] = writers.map(({ tokens }) => tokens.cache_write_5m);
  expect(readers.map(({ tokens }) => tokens.cache_read)).toEqual([written, written]);

  // Each is in the ledger with what it wrote or read, and the sum is the bill.
  const lines: LedgerEntry[] = [];
  for await (const line of bench.ledger.entriesOf(id)) lines.push(line);
  const sumOf = (of: (line: LedgerEntry) => number): number =>
    lines.reduce((sum, line) => sum + of(line), 0);
  expect(sumOf(({ usage }) => usage.cache_write_tokens)).toBe(written);
  expect(sumOf(({ usage }) => usage.cache_read_tokens)).toBe(2 * written);
  expect(sumOf((line) => line.cost_micro_usd)).toBe(bench.sim.audit().bill.micro_usd);

  // What is read was not booked in the input limit, nor at the price of writing it.
  const [whole, ...others] = booked.toSorted((a, b) => b.inputTokens - a.inputTokens);
  for (const other of others) {
    expect(Math.abs((whole?.inputTokens ?? 0) - other.inputTokens - written)).toBeLessThan(30);
    expect(other.inputCostMicroUsd).toBeLessThan((whole?.inputCostMicroUsd ?? 0) / 2);
  }
});

test('a first call that fails lets the next page write it', async () => {
  const id = await bench.aDocument({ context: `${context} Another.` });
  bench.sim.setFaults([{ fault: 'conflict', times: 1 }]);
  await Promise.allSettled([1, 2].map((page) => readPage({ documentId: id, page }, ports, aRun())));
  const calls = bench.sim.audit().requests.filter(({ tokens }) => tokens.cache_write_5m > 0);
  expect(calls).toHaveLength(1);
});

test('a short prompt is nobody’s to wait for, and is asked as ever', async () => {
  const id = await bench.aDocument({ context: 'A box of letters.' });
  await Promise.all([1, 2].map((page) => readPage({ documentId: id, page }, ports, aRun())));
  const { requests } = bench.sim.audit();
  expect(requests.map(({ tokens }) => tokens.cache_write_5m + tokens.cache_read)).toEqual(
    requests.map(() => 0),
  );
  expect(await bench.redis.keys('test:prefixes:*flight*')).toEqual([]);
});

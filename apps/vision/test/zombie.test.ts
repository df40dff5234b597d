import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { LedgerEntry } from '@quire/domain';
import { startProcess, type StartedProcess } from '@quire/testkit';
import { type Bench, openBench } from './open-bench.ts';

jest.setTimeout(120_000);

let bench: Bench;
const workers: StartedProcess[] = [];

beforeAll(async () => {
  bench = await openBench({ latencyMs: 3_000 });
});
afterAll(async () => {
  for (const worker of workers) {
    worker.kill('SIGKILL');
    await worker.exit;
  }
  await bench.close();
});

function startWorker(): Promise<StartedProcess> {
  return startProcess({
    command: process.execPath,
    args: [fileURLToPath(new URL('../src/main.ts', import.meta.url))],
    env: {
      REDIS_URL: bench.server.url,
      QUIRE_PREFIX: 'test',
      QUIRE_BLOBS: `file://${bench.folder}`,
      QUIRE_SPOOL: `${bench.folder}/spool`,
      QUIRE_RENDERERS: '1',
      QUIRE_CACHE_TTL_S: '0',
      QUIRE_LIMITS: JSON.stringify({ 'claude-haiku-5-5': { rpm: 1e4, itpm: 1e8, otpm: 1e8 } }),
      ANTHROPIC_API_KEY: 'sk-test',
      ANTHROPIC_BASE_URL: bench.sim.url,
    },
  }).then((worker) => {
    workers.push(worker);
    return worker;
  });
}

test('a worker that stands still through its call and comes back changes nothing, and its call is booked as waste', async () => {
  const id = await bench.aDocument();
  const zombie = await startWorker();
  await bench.producer.addPages(id, [1]);
  await until(async () => (await linesOf(id)).length === 1);
  zombie.kill('SIGSTOP');
  // Its heart stands still for ten seconds before another says so, and takes its page.
  await startWorker();
  await until(async () => (await bench.committed(id, 1)) !== null);
  const page = await bench.committed(id, 1);
  expect(page).toMatchObject({ verdict: 'ok', attempts: 2 });

  zombie.kill('SIGCONT');
  await until(async () => (await linesOf(id)).some((line) => line.class === 'waste'));
  // Its commit was followed by the document's other pages: the bill is whole when they are read too.
  for (const other of [2, 3]) await until(async () => (await bench.committed(id, other)) !== null);
  await until(async () => (await bench.redis.exists(`test:{${id}}:owed`)) === 0);
  expect(await bench.committed(id, 1)).toEqual(page);
  const ofPage = (await linesOf(id)).filter((line) => line.page === 1);
  const lines = ofPage.map((line) => [line.kind, line.class, line.attempt]);
  expect(lines).toEqual([
    ['intent', null, 1],
    ['outcome', 'ambiguous', 1],
    ['intent', null, 2],
    ['outcome', 'accepted', 2],
    ['reversal', 'ambiguous', 1],
    ['outcome', 'waste', 1],
  ]);
  const cost = (await linesOf(id)).reduce((sum, line) => sum + line.cost_micro_usd, 0);
  expect(cost).toBe(bench.sim.audit().bill.micro_usd);
  const left = ['claims', 'lapsed', 'owed'].map((name) => `test:{${id}}:${name}`);
  expect(await bench.redis.exists(...left)).toBe(0);
});

async function linesOf(id: string): Promise<LedgerEntry[]> {
  const lines: LedgerEntry[] = [];
  for await (const line of bench.ledger.entriesOf(id)) lines.push(line);
  return lines;
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) {
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { FaultKind } from '@quire/claude-sim';
import { createLimiter } from '@quire/limits';
import { Postponed } from '@quire/queues';
import { readPage, type ReadPagePorts } from '../src/read-page.ts';
import { aRun, type Bench, openBench } from './open-bench.ts';

jest.setTimeout(120_000);

const GROUP = 'claude-haiku-5-5';
const WORKERS = 6;
const STORM_MS = 5_000;
/** Calls under way when it begins, the three that tell, and the probes of the storm. */
const A_HANDFUL = 4;

interface Job {
  readonly documentId: string;
  readonly page: number;
}

let bench: Bench;
let ports: ReadPagePorts;

beforeAll(async () => {
  bench = await openBench();
  const limits = { [GROUP]: { rpm: 1e4, itpm: 1e8, otpm: 1e8 } };
  ports = { ...bench.ports, limiter: createLimiter(bench.redis, 'test', 'the-bench', limits) };
});

afterAll(() => bench.close());

beforeEach(async () => {
  bench.sim.setFaults([]);
  bench.sim.clearAudit();
  await ports.limiter.resume();
});

describe('an outage that is answered with', () => {
  test.each<FaultKind>(['bad_gateway', 'reset_before'])(
    '%s ends hardly any page, and the others are read after it',
    async (fault) => {
      const jobs: Job[] = [];
      for (let count = 0; count < 12; count += 1) {
        const documentId = await bench.aDocument();
        for (const page of [1, 2, 3]) jobs.push({ documentId, page });
      }
      bench.sim.setFaults([{ fault }]);
      const waiting = [...jobs];
      const storm = new AbortController();
      const during = Array.from({ length: WORKERS }, () => work(waiting, storm.signal));
      await sleep(STORM_MS);
      storm.abort();
      await Promise.all(during);
      const [hold] = await ports.limiter.holds();
      expect(hold).toMatchObject({ group: GROUP, isHalt: false });
      expect(sent().length).toBeLessThan(WORKERS + A_HANDFUL);
      bench.sim.setFaults([]);
      const never = new AbortController().signal;
      await Promise.all(Array.from({ length: WORKERS }, () => work(waiting, never)));
      const pages = await Promise.all(jobs.map((job) => bench.committed(job.documentId, job.page)));
      const lost = pages.filter((page) => page?.error?.code === 'page_quarantined');
      expect(lost.length).toBeLessThanOrEqual(A_HANDFUL);
      expect(pages.filter((page) => page?.verdict === 'ok')).toHaveLength(
        jobs.length - lost.length,
      );
      expect(await ports.limiter.holds()).toEqual([]);
    },
  );
});

test('errors with answers between them hold up nobody', async () => {
  for (const faults of [2, 2]) {
    const documentId = await bench.aDocument();
    bench.sim.setFaults([{ fault: 'api_error', times: faults }]);
    for (const page of [1, 2]) await end({ documentId, page });
    expect(await end({ documentId, page: 3 })).toBe('over');
  }
  expect(sent()).toHaveLength(6);
  expect(await ports.limiter.holds()).toEqual([]);
});

test('calls that the process itself lets go of are no sign of an outage', async () => {
  bench.sim.setFaults([{ fault: 'hang' }]);
  for (let count = 0; count < 3; count += 1) {
    const documentId = await bench.aDocument();
    const before = sent().length;
    const abandoned = new AbortController();
    const reading = end({ documentId, page: 1 }, abandoned.signal);
    while (sent().length === before) await sleep(20);
    abandoned.abort();
    expect(await reading).toBe('put off');
  }
  expect(await ports.limiter.holds()).toEqual([]);
});

/** A worker that asks for what is put off far sooner than it should: the limiter alone holds it back. */
async function work(waiting: Job[], over: AbortSignal): Promise<void> {
  for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
    if ((await end(job)) === 'put off') waiting.push(job);
    if (over.aborted) return;
    await sleep(50);
  }
}

async function end(job: Job, abandoned?: AbortSignal): Promise<'over' | 'put off'> {
  const run = aRun(abandoned === undefined ? {} : { abandoned });
  return readPage(job, ports, run).then(
    () => 'over',
    (error: unknown) => (error instanceof Postponed ? 'put off' : 'over'),
  );
}

function sent() {
  return bench.sim.audit().requests.filter(({ endpoint }) => endpoint === 'messages');
}

import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { Failure } from '@quire/domain';
import type { Spool } from '@quire/store';
import { createPaidPages } from '../src/paid-pages.ts';
import { readPage, type ReadPagePorts } from '../src/read-page.ts';
import { aRun as run, type Bench, openBench } from './open-bench.ts';

jest.setTimeout(60_000);

let bench: Bench;
let ports: Bench['ports'];

beforeAll(async () => {
  bench = await openBench();
  ({ ports } = bench);
});
afterAll(() => bench.close());
beforeEach(() => bench.sim.clearAudit());

/** Ports whose Redis is killed between the answer and its commit. */
function losingRedis(paidPages: ReadPagePorts['paidPages'] = ports.paidPages): ReadPagePorts {
  return {
    ...ports,
    paidPages,
    claude: {
      ...ports.claude,
      async call(...request) {
        const outcome = await ports.claude.call(...request);
        await bench.server.kill();
        return outcome;
      },
    },
  };
}

test('an answer that comes while Redis is away lies on the disk until Redis is back, and is paid for once', async () => {
  const id = await bench.aDocument();
  const reading = readPage({ documentId: id, page: 1 }, losingRedis(), run());
  await until(async () => (await bench.spool.count()) === 1);
  await bench.server.restart();
  await reading;
  expect(await bench.committed(id, 1)).toMatchObject({ verdict: 'ok', attempts: 1 });
  expect(await bench.spool.count()).toBe(0);
  expect(await ledgerCost(id)).toBe(bench.sim.audit().bill.micro_usd);
  expect(sent()).toHaveLength(1);
});

test('an answer that outlived both its process and Redis is committed by the next process', async () => {
  const id = await bench.aDocument();
  // This run is let go of as a killed process would: nobody waits for it, and its commit never comes.
  const dying = createPaidPages({
    pages: { ...ports.pages, commit: () => new Promise(() => undefined) },
    spool: bench.spool,
    onTrouble: () => undefined,
  });
  void readPage({ documentId: id, page: 1 }, losingRedis(dying), run());
  await until(async () => (await bench.spool.count()) === 1);
  await bench.server.restart();
  const told: string[] = [];
  const next = createPaidPages({
    pages: ports.pages,
    spool: bench.spool,
    onTrouble: (sentence) => told.push(sentence),
  });
  await bench.spool.keep('{"v":1,"something":"else"}');
  await next.replay((documentId, { stands }) => {
    told.push(`${documentId} ${stands}`);
    return Promise.resolve();
  });
  expect(told.toSorted()).toEqual([
    'a file in the spool cannot be read; it stays there',
    `${id} true`,
  ]);
  expect(await bench.spool.count()).toBe(1);
  for await (const kept of bench.spool.takeAll()) await kept.letGo();
  expect(await bench.committed(id, 1)).toMatchObject({ verdict: 'ok' });
  expect(await ledgerCost(id)).toBe(bench.sim.audit().bill.micro_usd);
  // A second run finds it read.
  await readPage({ documentId: id, page: 1 }, ports, run());
  expect(sent()).toHaveLength(1);
});

test('with no room on the disk an answer is kept in memory, loudly, and no new call begins until it is safe', async () => {
  const id = await bench.aDocument();
  const told: string[] = [];
  let isFull = true;
  const full: Spool = {
    ...bench.spool,
    keep(text) {
      if (!isFull) return bench.spool.keep(text);
      return Promise.reject(Object.assign(new Error('no space'), { code: 'ENOSPC' }));
    },
  };
  const paidPages = createPaidPages({
    pages: ports.pages,
    spool: full,
    onTrouble: (sentence) => told.push(sentence),
  });
  const reading = readPage({ documentId: id, page: 1 }, losingRedis(paidPages), run());
  await until(() => told.length > 0);
  expect(told[0]).toBe('a paid answer is in memory alone; no new call begins until it is safe');
  expect(() => paidPages.assertRoom()).toThrow(
    expect.objectContaining({ code: 'spool_unavailable' }),
  );
  await bench.server.restart();
  await reading;
  expect(await bench.committed(id, 1)).toMatchObject({ verdict: 'ok' });
  await until(() => {
    isFull = false;
    return doesNotThrow(() => paidPages.assertRoom());
  });
  expect(await bench.spool.count()).toBe(0);

  // While it lasts, a page is put off before anything is reserved for it.
  const refusing = { ...ports, paidPages: { ...paidPages, assertRoom: roomless } };
  await expect(readPage({ documentId: id, page: 2 }, refusing, run())).rejects.toMatchObject({
    name: 'Postponed',
  });
  expect(sent()).toHaveLength(1);
  expect(await bench.redis.exists(`test:{${id}}:claims`)).toBe(0);
});

function roomless(): void {
  throw new Failure('spool_unavailable');
}

function doesNotThrow(work: () => void): boolean {
  try {
    work();
    return true;
  } catch {
    return false;
  }
}

function sent() {
  return bench.sim.audit().requests.filter(({ endpoint }) => endpoint === 'messages');
}

async function ledgerCost(id: string): Promise<number> {
  let cost = 0;
  for await (const line of bench.ledger.entriesOf(id)) cost += line.cost_micro_usd;
  return cost;
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) {
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
  }
}

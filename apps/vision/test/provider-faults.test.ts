import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createClaude } from '@quire/claude';
import { type FaultKind, faultKinds, type FaultRule } from '@quire/claude-sim';
import { type DocumentOptions, failures, type LedgerEntry, type Page } from '@quire/domain';
import { FailedForGood, Postponed } from '@quire/queues';
import { makeImage } from '@quire/testkit';
import { readPage } from '../src/read-page.ts';
import { type FaultRow, faultTable } from './fault-table.ts';
import { aRun, type Bench, openBench } from './open-bench.ts';

jest.setTimeout(60_000);

/** Faults that nothing but the deadline ends, and a deadline for them. */
const endedByDeadline = new Set<FaultKind>(['hang', 'half_body', 'drip']);
const HASTE_MS = 800;
/** A reset may overtake what was sent before it, the headers included. */
const CUT_SHORT = /^claude_(answer_unreadable|connection_lost)/;
/** More than an answer may have, and not more than a test wants to send. */
const HUGE_BYTES = 9_000_000;

let bench: Bench;
let ports: Bench['ports'];
let hasty: ReturnType<typeof createClaude>;
let pictures = '';

beforeAll(async () => {
  bench = await openBench();
  const options = { apiKey: 'sk-test', baseUrl: bench.sim.url };
  hasty = createClaude({ ...options, deadlineMs: HASTE_MS });
  const claude = createClaude({ ...options, deadlineMs: 30_000 });
  ports = { ...bench.ports, claude };
  const image = { width: 400, height: 500, format: 'tiff', text: 'a letter', pages: 3 } as const;
  pictures = await bench.aSource(await makeImage(image));
});

afterAll(async () => {
  await Promise.all([hasty.close(), bench.close()]);
});

beforeEach(async () => {
  bench.sim.setFaults([]);
  bench.sim.clearAudit();
  await ports.limiter.resume();
});

describe('a page that meets', () => {
  test.each(Object.keys(faultKinds).filter(isFaultKind))(
    '%s ends as it should, costs what it should, and holds up whom it should',
    async (fault) => {
      const id = await aDocument(fault);
      bench.sim.setFaults([ruleOf(fault)]);
      const end = await reading(id, 1, fault);
      expect(await whatBecame(id, end)).toEqual(expectedOf(fault));
      const ledger = await costOf(id);
      expectCost(fault, ledger);
      // The budget knows what the ledger knows, and nothing stays reserved.
      const [budget] = await ports.limiter.budgets([`document:${id}`]);
      expect(budget).toMatchObject({ spentMicroUsd: ledger.booked, reservedMicroUsd: 0 });
      expect(await leftOpen(id)).toEqual([]);
      expect(sayingOf(end, await bench.committed(id, 1))).toMatch(sayingFor(fault));
    },
  );

  test.each(Object.keys(faultKinds).filter(isFaultKind).filter(comesBack))(
    '%s is read once that is over, and others meanwhile unless all are held up',
    async (fault) => {
      const { hold, code } = faultTable[fault];
      const id = await aDocument(fault);
      bench.sim.setFaults([{ ...ruleOf(fault), times: 1 }]);
      await reading(id, 1, fault);
      const second = await reading(id, 2);
      if (hold === null) expect(second).toBeNull();
      else expect(second).toMatchObject({ name: 'Postponed', message: code });
      expect(sent()).toHaveLength(hold === null ? 2 : 1);
      await ports.limiter.resume();
      expect(await reading(id, 1)).toBeNull();
      // Both calls are on record; the page costs what its answer cost, whatever the other may have.
      const paid = sent().at(-1)?.micro_usd ?? Number.NaN;
      expect(await bench.committed(id, 1)).toMatchObject({
        verdict: 'ok',
        attempts: 2,
        cost_usd: paid / 1e6,
        error: null,
      });
    },
  );

  test('conflict each time it is tried fails in the end, and was never charged', async () => {
    const id = await aDocument('conflict');
    bench.sim.setFaults([{ fault: 'conflict' }]);
    await reading(id, 1);
    const last = aRun({ attempt: 3, isLastAttempt: true });
    await expect(readPage({ documentId: id, page: 1 }, ports, last)).rejects.toBeInstanceOf(
      FailedForGood,
    );
    expect(await bench.committed(id, 1)).toMatchObject({
      verdict: 'failed',
      error: { code: 'claude_server_error' },
      attempts: 2,
      cost_usd: 0,
    });
    expect(await costOf(id)).toMatchObject({ booked: 0, billed: 0 });
  });
});

interface Became {
  readonly end: FaultRow['end'];
  readonly verdict: string | null;
  readonly pageCode: string | null;
  readonly calls: readonly unknown[];
  readonly holds: readonly unknown[];
}

/** All that a fault did to its page and to everybody else. */
async function whatBecame(id: string, end: unknown): Promise<Became> {
  const page = await bench.committed(id, 1);
  const lines = await linesOf(id);
  return {
    end: endOf(end),
    verdict: page?.verdict ?? null,
    pageCode: page?.error?.code ?? null,
    calls: lines.flatMap((line) =>
      line.kind === 'outcome' ? [{ class: line.class, code: line.code }] : [],
    ),
    holds: (await ports.limiter.holds()).map((hold) => ({
      code: hold.code,
      isHalt: hold.isHalt,
      forMs: hold.untilMs - hold.sinceMs,
    })),
  };
}

function expectedOf(fault: FaultKind): Became {
  const { class: class_, code, end, verdict, hold } = faultTable[fault];
  const booked = fault === 'cut_body' ? expect.stringMatching(CUT_SHORT) : code;
  return {
    end,
    verdict,
    pageCode: verdict === null ? null : code,
    calls: [{ class: class_, code: booked }],
    holds: hold === null ? [] : [{ code, ...hold }],
  };
}

function endOf(end: unknown): FaultRow['end'] {
  if (end === null) return 'read';
  if (end instanceof Postponed) return 'put off';
  return end instanceof FailedForGood ? 'failed' : 'tried again';
}

interface Costs {
  readonly booked: number;
  readonly expected: number;
  readonly billed: number;
}

/** What the ledger has of a document, and what the stand-in asks for. */
async function costOf(id: string): Promise<Costs> {
  const lines = await linesOf(id);
  return {
    booked: lines.reduce((sum, line) => sum + line.cost_micro_usd, 0),
    expected: lines[0]?.expected_micro_usd ?? Number.NaN,
    billed: bench.sim.audit().bill.micro_usd,
  };
}

function expectCost(fault: FaultKind, { booked, expected, billed }: Costs): void {
  switch (faultTable[fault].spend) {
    case 'as billed':
      expect(booked).toBe(billed);
      return;
    case 'as expected':
      expect(booked).toBe(expected);
      expect(booked).toBeGreaterThan(0);
      // Some are charged and some are not, and nothing that comes back tells which.
      expect(billed > 0).toBe(faultKinds[fault].billed);
      return;
    case 'by an estimate':
      expect(booked).toBeGreaterThan(billed / 2);
      expect(booked).toBeLessThan(billed * 2);
  }
}

/** What the job's reason, or the page's error, has to say: the code, or the sentence that goes with it. */
function sayingFor(fault: FaultKind): RegExp | string {
  const { code, end } = faultTable[fault];
  if (code === null) return /^$/;
  if (fault === 'cut_body') return CUT_SHORT;
  return end === 'put off' ? `${code}: ` : failures[code].message;
}

function sayingOf(end: unknown, page: Page | null): string {
  if (page?.error) return page.error.detail;
  return end instanceof Error ? end.message : '';
}

/** What reading the page throws; null when it was read. What is put off is so on the last try too. */
async function reading(id: string, page: number, fault?: FaultKind): Promise<unknown> {
  const isHasty = fault !== undefined && endedByDeadline.has(fault);
  const with_ = isHasty ? { ...ports, claude: hasty } : ports;
  const isLastAttempt = fault !== undefined && faultTable[fault].end === 'put off';
  return readPage({ documentId: id, page }, with_, aRun({ isLastAttempt })).then(
    () => null,
    (error: unknown) => error,
  );
}

async function aDocument(fault: FaultKind): Promise<string> {
  const schema = {
    type: 'object',
    properties: { title: { type: ['string', 'null'] } },
    required: ['title'],
    additionalProperties: false,
  };
  const wanted: DocumentOptions = fault === 'schema_mismatch' ? { task: 'extract', schema } : {};
  return bench.aDocument({ ...wanted, budget_usd: 5 }, pictures, 'image/tiff');
}

function ruleOf(fault: FaultKind): FaultRule {
  return fault === 'huge_body' ? { fault, size_bytes: HUGE_BYTES } : { fault };
}

function comesBack(fault: FaultKind): boolean {
  return ['put off', 'tried again'].includes(faultTable[fault].end);
}

function isFaultKind(name: string): name is FaultKind {
  return Object.hasOwn(faultKinds, name);
}

/** The calls that were sent; prompts are counted for free. */
function sent() {
  return bench.sim.audit().requests.filter(({ endpoint }) => endpoint === 'messages');
}

async function linesOf(id: string): Promise<LedgerEntry[]> {
  const lines: LedgerEntry[] = [];
  for await (const line of bench.ledger.entriesOf(id)) lines.push(line);
  return lines;
}

/** What is left of calls: claims, calls that may come back, and debts to the limiter. */
async function leftOpen(id: string): Promise<string[]> {
  const names = ['claims', 'lapsed', 'owed'].map((name) => `test:{${id}}:${name}`);
  const there = await Promise.all(names.map((name) => bench.redis.exists(name)));
  return names.filter((_name, at) => there[at] === 1);
}

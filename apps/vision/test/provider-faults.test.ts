import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createClaude } from '@quire/claude';
import { type FaultKind, faultKinds, type FaultRule } from '@quire/claude-sim';
import {
  type DocumentOptions,
  Failure,
  failures,
  type LedgerEntry,
  type Page,
} from '@quire/domain';
import { FailedForGood, Postponed } from '@quire/queues';
import { makeImage } from '@quire/testkit';
import { readPage } from '../src/read-page.ts';
import { type FaultRow, faultTable } from './fault-table.ts';
import { leftOpen } from './expect-billed.ts';
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
      expect(await whatBecame(fault, id, end)).toEqual(expectedOf(fault));
      const ledger = await costOf(id);
      const [least, most] = rightCost(fault, ledger);
      expect(ledger.booked).toBeGreaterThanOrEqual(least);
      expect(ledger.booked).toBeLessThanOrEqual(most);
      // Of ambiguous calls some are charged and some are not, and nothing that comes back tells which.
      expect(ledger.billed > 0).toBe(isBilled(fault));
      // The budget knows what the ledger knows, and nothing stays reserved.
      const [budget] = await ports.limiter.budgets([`document:${id}`]);
      expect(budget).toMatchObject({ spentMicroUsd: ledger.booked, reservedMicroUsd: 0 });
      expect(await leftOpen(bench, id)).toEqual([]);
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
      const secondSays = second instanceof Postponed ? second.message : null;
      expect(secondSays).toBe(hold === null ? null : code);
      expect(endOf(second)).toBe(hold === null ? 'read' : 'put off');
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

  test('enforced_spend holds up everybody before its place is given to another', async () => {
    const id = await aDocument('enforced_spend');
    bench.sim.setFaults([{ fault: 'enforced_spend' }]);
    const heldBefore: boolean[] = [];
    const watched: typeof ports = {
      ...ports,
      limiter: {
        ...ports.limiter,
        async settle(settlement) {
          heldBefore.push((await ports.limiter.holds()).length === 1);
          await ports.limiter.settle(settlement);
        },
      },
    };
    await expect(readPage({ documentId: id, page: 1 }, watched, aRun())).rejects.toBeInstanceOf(
      Postponed,
    );
    expect(heldBefore).toEqual([true]);
  });

  test('overloaded while the limiter cannot be told of it is booked all the same', async () => {
    const id = await aDocument('overloaded');
    bench.sim.setFaults([{ fault: 'overloaded' }]);
    const deaf: typeof ports = {
      ...ports,
      limiter: { ...ports.limiter, hold: () => Promise.reject(new Failure('redis_unavailable')) },
    };
    await expect(readPage({ documentId: id, page: 1 }, deaf, aRun())).rejects.toBeInstanceOf(
      Postponed,
    );
    expect(await linesOf(id)).toMatchObject([{ kind: 'intent' }, { class: 'free' }]);
    expect(await leftOpen(bench, id)).toEqual([]);
  });

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
async function whatBecame(fault: FaultKind, id: string, end: unknown): Promise<Became> {
  const page = await bench.committed(id, 1);
  const lines = await linesOf(id);
  return {
    end: endOf(end),
    verdict: page?.verdict ?? null,
    pageCode: page?.error?.code ?? null,
    calls: lines.flatMap((line) =>
      line.kind === 'outcome' ? [{ class: line.class, code: asInItsRow(fault, line.code) }] : [],
    ),
    holds: (await ports.limiter.holds()).map((hold) => ({
      code: hold.code,
      isHalt: hold.isHalt,
      forMs: hold.untilMs - hold.sinceMs,
    })),
  };
}

function expectedOf(fault: FaultKind): Became {
  const { class: class_, code, end, verdict, hold, calls = 1 } = faultTable[fault];
  return {
    end,
    verdict,
    pageCode: verdict === null ? null : code,
    calls: Array.from({ length: calls }, () => ({ class: class_, code })),
    holds: hold === null ? [] : [{ code, ...hold }],
  };
}

/** Of a body that is cut the reset may overtake what was sent before it, the headers included. */
function asInItsRow(fault: FaultKind, code: string | null): string | null {
  const isOvertaken = fault === 'cut_body' && code === 'claude_connection_lost';
  return isOvertaken ? faultTable[fault].code : code;
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

/** From and to what has to be booked, both included. */
function rightCost(fault: FaultKind, { expected, billed }: Costs): readonly [number, number] {
  switch (faultTable[fault].spend) {
    case 'as billed':
      return [billed, billed];
    case 'as expected':
      return [expected, expected];
    case 'by an estimate':
      return [billed / 2, billed * 2];
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
  const itsPorts = isHasty ? { ...ports, claude: hasty } : ports;
  const isLastAttempt = fault !== undefined && faultTable[fault].end === 'put off';
  return readPage({ documentId: id, page }, itsPorts, aRun({ isLastAttempt })).then(
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

/** Those that strike batches alone leave the page to be answered, and charged. */
function isBilled(fault: FaultKind): boolean {
  return faultKinds[fault].billed || faultKinds[fault].stage === 'batch';
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

import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { DocumentOptions, Page } from '@quire/domain';
import { makePdf } from '@quire/testkit';
import { readPage, type ReadPagePorts } from '../src/read-page.ts';
import { expectBilled } from './expect-billed.ts';
import { aRun, type Bench, openBench } from './open-bench.ts';

jest.setTimeout(60_000);

const TITLE = 'Annual report of the harbour';
const PROSE =
  'The harbour office has published its annual report on the traffic of vessels, and asks every ' +
  'member of the committee to look at the tables of March and April before the meeting of the board.';

let bench: Bench;
let ports: ReadPagePorts;
let printed = '';

beforeAll(async () => {
  bench = await openBench();
  const pages = [1, 2, 3].map((page) => ({ text: `${TITLE}\n${PROSE}\nPage ${page}` }));
  printed = await bench.aSource(await makePdf(pages));
});
afterAll(() => bench.close());
beforeEach(async () => {
  bench.sim.setFaults([]);
  bench.sim.clearAudit();
  await bench.ports.limiter.resume();
  ports = bench.ports;
});

async function readOne(options: DocumentOptions, hash?: string): Promise<[string, Page | null]> {
  const id = await bench.aDocument(options, hash);
  await readPage({ documentId: id, page: 1 }, ports, aRun());
  return [id, await bench.committed(id, 1)];
}

const words = (text = ''): string[] => text.match(/\p{L}+/gu) ?? [];

describe('a born-digital page in patch mode', () => {
  test('is put together from its own lines and judged as if it had been written out', async () => {
    const [id, page] = await readOne({ mode: 'patch' }, printed);
    expect(page).toMatchObject({
      verdict: 'ok',
      source: 'claude',
      text: expect.stringMatching(/^# Annual report of the harbour\n\nThe harbour office/),
      calls: [{ step: 'first', verdict: 'ok' }],
      evidence: { layer: { recall: 1, precision: 1 } },
    });
    expect(words(page?.text)).toEqual(words(`${TITLE} ${PROSE} Page 1`));
    // A tenth of what its words alone would take.
    expect(page?.usage.output_tokens).toBeLessThan(20);
    await expectBilled(bench, id, 1);
  });

  test.each([
    ['cannot be put together', { fault: 'invented', times: 1 }, 'invalid'],
    ['is a refusal to say anything', { fault: 'empty_turn', times: 1 }, 'empty'],
    ['was cut', { fault: 'max_tokens', times: 1 }, 'truncated'],
  ] as const)(
    'is written out where its patch %s, and both calls are paid and booked',
    async (_name, fault, verdict) => {
      bench.sim.setFaults([fault]);
      const [id, page] = await readOne({ mode: 'patch' }, printed);
      expect(page?.calls.map((call) => [call.step, call.verdict])).toEqual([
        ['first', verdict],
        ['write-out', expect.anything()],
      ]);
      // What could not be put together is no text of the page.
      expect(page?.text).not.toMatch(/Northwind/);
      await expectBilled(bench, id, 1);
    },
  );

  test('is not asked again by the model that refused it', async () => {
    bench.sim.setFaults([{ fault: 'refusal' }]);
    const [, page] = await readOne({ mode: 'patch' }, printed);
    expect(page?.calls.map(({ step }) => step)).toEqual(['first']);
    expect(page).toMatchObject({ verdict: 'refused', source: 'text-layer' });
  });

  test('is another question than the page written out, and known when it is asked again', async () => {
    ports = { ...ports, cache: bench.cache };
    const [, first] = await readOne({ mode: 'patch' }, printed);
    const [, again] = await readOne({ mode: 'patch' }, printed);
    expect(again).toMatchObject({ cached: true, verdict: 'ok', text: first?.text });
    const [, full] = await readOne({ mode: 'full' }, printed);
    expect(full?.cached).toBe(false);
  });

  test('is written out at once where it has no words to speak of', async () => {
    const [, page] = await readOne({ mode: 'patch' });
    expect(page?.text).toMatch(/^digest /);
    expect(page?.calls.map(({ step }) => step)).toEqual(['first']);
  });
});

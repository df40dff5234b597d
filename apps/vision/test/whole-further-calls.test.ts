import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { FaultRule } from '@quire/claude-sim';
import type { DocumentOptions } from '@quire/domain';
import { readPage } from '../src/read-page.ts';
import { giveUpWhole, readWhole, type ReadWholePorts } from '../src/whole/read-whole.ts';
import { dieAfterDraft } from './die-after-draft.ts';
import { expectBilled, leftOpen } from './expect-billed.ts';
import { aRun as run, type Bench, openBench } from './open-bench.ts';
import { wholeExtract } from './whole-extract.ts';

jest.setTimeout(60_000);

const CHEAP = 'claude-haiku-5-5';
const strong = { strong_model: 'claude-sonnet-5-5' } as const;
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

describe('an answer about a document as a whole that is', () => {
  test.each<[string, FaultRule[], DocumentOptions, string[], string]>([
    ['cut', once('max_tokens'), {}, ['first', 'more-room'], 'ok'],
    [
      'cut every time',
      [{ fault: 'max_tokens' }],
      strong,
      ['first', 'more-room', 'strong-model'],
      'truncated',
    ],
    [
      'cut where its client wants it to be',
      once('max_tokens'),
      { max_tokens: 900 },
      ['first'],
      'truncated',
    ],
    ['refused', once('refusal'), strong, ['first', 'strong-model'], 'ok'],
    ['refused by the only model', once('refusal'), {}, ['first'], 'refused'],
    ['filtered', once('content_filter'), strong, ['first', 'strong-model'], 'ok'],
    ['no data of its schema', once('schema_mismatch'), {}, ['first', 'ask-again'], 'ok'],
    [
      'never data of its schema',
      [{ fault: 'schema_mismatch', model: CHEAP }],
      strong,
      ['first', 'ask-again', 'strong-model'],
      'ok',
    ],
  ])(
    '%s is helped, step by step, and every call is on the bill',
    async (_, faults, options, steps, verdict) => {
      const id = await bench.aWhole('one', { ...wholeExtract, ...options });
      bench.sim.setFaults(faults);
      await ask(id);
      const whole = await ports.pages.readWhole(id);
      expect(whole?.calls.map(({ step }) => step)).toEqual(steps);
      expect(whole?.calls.map(({ model }) => model)).toEqual(sent().map(({ model }) => model));
      expect(whole).toMatchObject({ verdict, way: 'one', attempts: steps.length });
      const pages = await ports.pages.readMany(id, [1, 2, 3]);
      expect(pages.map((page) => page.verdict)).toEqual([verdict, verdict, verdict]);
      expect(pages.map(({ picture }) => picture?.sha256)).toEqual(sent()[0]?.page_hashes);
      await expectBilled(bench, id, 0);
    },
  );

  test('not what the pages say is asked of the strong model, once', async () => {
    const id = await bench.aWhole('merge', { ...wholeExtract, ...strong });
    for (const page of [1, 2, 3]) await readPage({ documentId: id, page }, ports, run());
    bench.sim.setFaults(once('invented'));
    await ask(id);
    expect(await ports.pages.readWhole(id)).toMatchObject({
      verdict: 'ok',
      model: strong.strong_model,
      asked: [{ page: 1 }, { page: 2 }, { page: 3 }],
      calls: [
        { step: 'first', verdict: 'disagrees', code: 'merge_disagrees' },
        { step: 'strong-model', verdict: 'ok' },
      ],
    });
  });

  test('refused is drawn anew for a strong model that looks at other sizes', async () => {
    const id = await bench.aWhole('one', {
      ...wholeExtract,
      strong_model: 'claude-sonnet-4-6',
      resolution: 300,
    });
    bench.sim.setFaults(once('refusal'));
    await ask(id);
    const [first, second] = sent().map(({ page_hashes: hashes }) => hashes);
    expect(second).toHaveLength(3);
    expect(second).not.toEqual(first);
    const whole = await ports.pages.readWhole(id);
    // The answer's own pictures are on record, not those of the call before.
    expect(whole?.asked.map(({ picture }) => picture?.sha256)).toEqual(second);
  });
});

describe('a whole between two calls', () => {
  test('is gone on with by the next run, and its first call is not paid for again', async () => {
    const id = await bench.aWhole('one', wholeExtract);
    bench.sim.setFaults(once('max_tokens'));
    await dieAfterDraft(ports, (dying) => ask(id, dying));
    expect(await ports.pages.readWhole(id)).toBeNull();
    await ask(id);
    expect((await ports.pages.readWhole(id))?.calls.map(({ step }) => step)).toEqual([
      'first',
      'more-room',
    ]);
    expect(sent()).toHaveLength(2);
    await ask(id);
    await expectBilled(bench, id, 0);
  });

  test('that any worker dies of ends with the answer it has, on each of its pages', async () => {
    const id = await bench.aWhole('one', wholeExtract);
    bench.sim.setFaults(once('max_tokens'));
    await dieAfterDraft(ports, (dying) => ask(id, dying));
    await giveUpWhole({ documentId: id }, ports);
    const pages = await ports.pages.readMany(id, [1, 2, 3]);
    expect(pages.map(({ verdict }) => verdict)).toEqual(['truncated', 'truncated', 'truncated']);
    expect(pages.map(({ picture }) => picture?.sha256)).toEqual(sent()[0]?.page_hashes);
    expect(await leftOpen(bench, id)).toEqual([]);
  });
});

function once(fault: FaultRule['fault']): FaultRule[] {
  return [{ fault, times: 1 }];
}

function ask(id: string, with_: ReadWholePorts = ports): Promise<void> {
  return readWhole({ documentId: id }, with_, run());
}

function sent() {
  return bench.sim.audit().requests.filter(({ endpoint }) => endpoint === 'messages');
}

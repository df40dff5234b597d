import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { FaultRule } from '@quire/claude-sim';
import type { DocumentOptions, Page } from '@quire/domain';
import { makePdf } from '@quire/testkit';
import { giveUpPage, readPage, type ReadPagePorts } from '../src/read-page.ts';
import { dieAfterDraft } from './die-after-draft.ts';
import { expectBilled, leftOpen } from './expect-billed.ts';
import { aRun as run, type Bench, openBench } from './open-bench.ts';

jest.setTimeout(60_000);

const CHEAP = 'claude-haiku-5-5';
const STRONG = 'claude-sonnet-5-5';
const strong = { strong_model: STRONG } as const;
const schema = {
  type: 'object',
  properties: { title: { type: ['string', 'null'] } },
  required: ['title'],
  additionalProperties: false,
};

let bench: Bench;
let ports: Bench['ports'];

beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());
beforeEach(async () => {
  bench.sim.setFaults([]);
  bench.sim.clearAudit();
  await bench.ports.limiter.resume();
  ports = bench.ports;
});

describe('a page that is', () => {
  test.each<[string, FaultRule[], DocumentOptions, string[], Partial<Page>]>([
    ['cut', only('max_tokens', 1), {}, ['first', 'more-room'], { verdict: 'ok' }],
    ['cut again', only('max_tokens', 2), {}, ['first', 'more-room', 'tiles'], { verdict: 'ok' }],
    [
      'cut every time',
      [{ fault: 'max_tokens' }],
      strong,
      ['first', 'more-room', 'tiles', 'strong-model'],
      { verdict: 'truncated' },
    ],
    [
      'cut where its client wants it to be',
      [{ fault: 'max_tokens' }],
      { ...strong, max_tokens: 900 },
      ['first'],
      { verdict: 'truncated' },
    ],
    ['a loop', only('looping', 1), strong, ['first', 'strong-model'], { verdict: 'ok' }],
    ['a loop for the only model', only('looping'), {}, ['first'], { verdict: 'repeated' }],
    ['empty once', only('empty_turn', 1), {}, ['first', 'ask-again'], { verdict: 'ok' }],
    ['refused', only('refusal', 1), strong, ['first', 'strong-model'], { verdict: 'ok' }],
    [
      'refused by the only model',
      only('refusal'),
      {},
      ['first'],
      { verdict: 'refused', source: 'text-layer' },
    ],
    [
      'filtered',
      only('content_filter', 1),
      strong,
      ['first', 'strong-model'],
      { verdict: 'ok', source: 'claude' },
    ],
    [
      'filtered by all',
      [{ fault: 'content_filter' }],
      strong,
      ['first', 'strong-model'],
      { verdict: 'filtered', source: 'text-layer', cost_usd: 0 },
    ],
    [
      'too large, and then cut',
      [{ fault: 'image_dimensions', times: 1 }, { fault: 'max_tokens' }],
      {},
      ['first', 'smaller-picture', 'more-room'],
      { verdict: 'truncated' },
    ],
    [
      'data that does not fit',
      only('schema_mismatch', 1),
      { task: 'extract', schema },
      ['first', 'ask-again'],
      { verdict: 'ok' },
    ],
    [
      'data that never fits',
      [{ fault: 'schema_mismatch' }],
      { task: 'extract', schema, ...strong },
      ['first', 'ask-again', 'strong-model'],
      { verdict: 'invalid', source: 'claude' },
    ],
  ])(
    '%s is helped, step by step, and every call is on the bill',
    async (_, faults, options, steps, end) => {
      const id = await bench.aDocument(options);
      bench.sim.setFaults(faults);
      await readPage({ documentId: id, page: 1 }, ports, run());
      const page = await bench.committed(id, 1);
      expect(page?.calls.map(({ step }) => step)).toEqual(steps);
      expect(page).toMatchObject({ ...end, attempts: steps.length });
      // Who answered is named, and what is said of each call is what was sent.
      expect(page?.calls.map(({ model }) => model)).toEqual(sent().map(({ model }) => model));
      expect(page?.calls.map(({ request_id }) => request_id)).toEqual(
        sent().map(({ request_id }) => request_id),
      );
      expect(end.verdict === 'ok' ? page?.model : CHEAP).toBe(
        end.verdict === 'ok' ? sent().at(-1)?.model : CHEAP,
      );
      await expectBilled(bench, id, 1);
    },
  );
});

test('a page in parts is sent as several pictures, and with the room it was given before', async () => {
  const lines = Array.from({ length: 40 }, (_, line) => `line ${line} of a page that is full`);
  const full = await bench.aSource(await makePdf([{ text: lines.join('\n') }]));
  const id = await bench.aDocument({}, full);
  bench.sim.setFaults(only('max_tokens', 2));
  await readPage({ documentId: id, page: 1 }, ports, run());
  expect(sent().map(({ page_hashes: hashes }) => hashes.length)).toEqual([1, 1, 2]);
  const page = await bench.committed(id, 1);
  expect(page?.picture).toMatchObject({ tiles: 2, cut: true });
});

describe('a further call', () => {
  test('whose budget is used up is gone without, and the page ends with what it has', async () => {
    // Enough for the first call and not for one at twenty times its price.
    const id = await bench.aDocument({ ...strong, budget_usd: 0.01 });
    bench.sim.setFaults([{ fault: 'refusal_partial', model: CHEAP }]);
    await readPage({ documentId: id, page: 1 }, ports, run());
    const page = await bench.committed(id, 1);
    expect(page).toMatchObject({ verdict: 'refused', attempts: 1, source: 'text-layer' });
    expect(await ports.documents.read(id)).toMatchObject({ parked: null });
    await expectBilled(bench, id, 1);
  });

  test('to a model that is halted is gone without; while it is only paused it is waited for', async () => {
    bench.sim.setFaults([
      { fault: 'refusal', model: CHEAP },
      { fault: 'model_not_found', model: STRONG },
    ]);
    const id = await bench.aDocument(strong);
    await readPage({ documentId: id, page: 1 }, ports, run());
    const page = await bench.committed(id, 1);
    expect(page).toMatchObject({ verdict: 'refused', source: 'text-layer', attempts: 2 });
    await expectBilled(bench, id, 1);
    // Whoever comes later asks nobody, and finds the halt.
    const later = await bench.aDocument(strong);
    await readPage({ documentId: later, page: 1 }, ports, run());
    expect(await bench.committed(later, 1)).toMatchObject({ source: 'text-layer', attempts: 1 });
    expect(sent().map(({ model }) => model)).toEqual([CHEAP, STRONG, CHEAP]);
    await ports.limiter.resume();
    bench.sim.setFaults([
      { fault: 'refusal', model: CHEAP },
      { fault: 'overloaded', model: STRONG },
    ]);
    const second = await bench.aDocument(strong);
    expect(await failing(second)).toMatchObject({ name: 'Postponed' });
    expect(await failing(second)).toMatchObject({ name: 'Postponed' });
    expect(await bench.committed(second, 1)).toBeNull();
    await ports.limiter.resume();
    bench.sim.setFaults([]);
    await readPage({ documentId: second, page: 1 }, ports, run({ isFirstRun: false }));
    const mended = await bench.committed(second, 1);
    expect(mended).toMatchObject({ verdict: 'ok', model: STRONG });
    expect(mended?.calls.map(({ step }) => step)).toEqual(['first', 'strong-model']);
  });

  test('that is sent in vain as often as any may be leaves the page with what it has', async () => {
    const id = await bench.aDocument();
    bench.sim.setFaults([
      { fault: 'max_tokens', times: 1 },
      { fault: 'api_error', from: 2 },
    ]);
    expect(await failing(id)).toMatchObject({ name: 'Postponed' });
    await readPage({ documentId: id, page: 1 }, ports, run({ isFirstRun: false }));
    expect(await bench.committed(id, 1)).toMatchObject({
      verdict: 'truncated',
      error: { code: 'answer_truncated' },
      attempts: 3,
      text: expect.stringMatching(/^digest /),
    });
    expect(await leftOpen(bench, id)).toEqual([]);
  });

  test('whose ends nobody knows leaves a refused page its own words', async () => {
    const id = await bench.aDocument(strong);
    bench.sim.setFaults([
      { fault: 'refusal', model: CHEAP },
      { fault: 'api_error', model: STRONG },
    ]);
    expect(await failing(id)).toMatchObject({ name: 'Postponed' });
    await readPage({ documentId: id, page: 1 }, ports, run({ isFirstRun: false }));
    expect(await bench.committed(id, 1)).toMatchObject({
      verdict: 'refused',
      source: 'text-layer',
      attempts: 3,
      text: expect.stringMatching(/\w/),
    });
    expect(await leftOpen(bench, id)).toEqual([]);
  });

  test('of a document that is cancelled meanwhile is not sent, and what was paid is the page’s', async () => {
    const id = await bench.aDocument();
    bench.sim.setFaults(only('max_tokens', 1));
    const cancelling: ReadPagePorts = {
      ...ports,
      paidPages: {
        ...ports.paidPages,
        async draft(...args) {
          const stands = await ports.paidPages.draft(...args);
          await ports.documents.end(id, { status: 'cancelled', reason: null, webhookJob: null });
          return stands;
        },
      },
    };
    await readPage({ documentId: id, page: 1 }, cancelling, run());
    const page = await bench.committed(id, 1);
    expect(page).toMatchObject({ verdict: 'truncated', attempts: 1 });
    await expectBilled(bench, id, 1);
  });
});

describe('a page between two calls', () => {
  test('is gone on with by the next run, and its first call is not paid for again', async () => {
    const id = await bench.aDocument();
    bench.sim.setFaults(only('max_tokens', 1));
    await dieAfterDraft(ports, (dying) => readPage({ documentId: id, page: 1 }, dying, run()));
    expect(await bench.committed(id, 1)).toBeNull();
    await readPage({ documentId: id, page: 1 }, ports, run({ isFirstRun: false }));
    const page = await bench.committed(id, 1);
    expect(page?.calls.map(({ step }) => step)).toEqual(['first', 'more-room']);
    expect(sent()).toHaveLength(2);
    // Whoever comes to a page that is there pays what the dead run owed.
    await readPage({ documentId: id, page: 1 }, ports, run());
    await expectBilled(bench, id, 1);
  });

  test('that any worker dies of ends with the answer it has', async () => {
    const id = await bench.aDocument();
    bench.sim.setFaults(only('max_tokens', 1));
    await dieAfterDraft(ports, (dying) => readPage({ documentId: id, page: 1 }, dying, run()));
    await giveUpPage({ documentId: id, page: 1 }, ports);
    expect(await bench.committed(id, 1)).toMatchObject({ verdict: 'truncated', source: 'claude' });
  });

  test('is not brought back by a run that knows less of it', async () => {
    const id = await bench.aDocument();
    bench.sim.setFaults(only('max_tokens', 1));
    await dieAfterDraft(ports, (dying) => readPage({ documentId: id, page: 1 }, dying, run()));
    const { attempts } = await ports.pages.progress(id, 1);
    const unaware: ReadPagePorts = {
      ...ports,
      pages: {
        ...ports.pages,
        progress: () => Promise.resolve({ attempts, draft: null, arrived: null }),
      },
    };
    const thrown = await readPage({ documentId: id, page: 1 }, unaware, run()).catch(
      (error: unknown) => error,
    );
    expect(thrown).toMatchObject({
      name: 'Postponed',
      message: 'another run has brought it further',
    });
    expect(sent()).toHaveLength(1);
  });
});

function only(fault: FaultRule['fault'], times?: number): FaultRule[] {
  return [{ fault, ...(times === undefined ? {} : { times }) }];
}

function sent() {
  return bench.sim.audit().requests.filter(({ endpoint }) => endpoint === 'messages');
}

/** What reading the first page throws. */
async function failing(id: string): Promise<unknown> {
  return readPage({ documentId: id, page: 1 }, ports, run({ isFirstRun: false })).then(
    () => 'it was read',
    (error: unknown) => error,
  );
}

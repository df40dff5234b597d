import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { JobContext } from '@quire/queues';
import { giveUpPage, readPage } from '../src/read-page.ts';
import { aRun as run, type Bench, openBench } from './open-bench.ts';

jest.setTimeout(60_000);

const GROUP = 'claude-haiku-5-5';

let bench: Bench;
let ports: Bench['ports'];
let sim: Bench['sim'];

beforeAll(async () => {
  bench = await openBench();
  ({ ports, sim } = bench);
});

afterAll(() => bench.close());

beforeEach(async () => {
  sim.setFaults([]);
  sim.clearAudit();
  await ports.limiter.resume();
  // What one test ends in doubt is no outage for the next (outage.test.ts).
});

describe('reading a page', () => {
  test('that is blank commits it unpaid, and one that is cut into parts asks once for all of them', async () => {
    const id = await bench.aDocument();
    const seeing = (isBlank: boolean, tiles: number) => ({
      ...ports,
      renderer: {
        ...ports.renderer,
        async picture(...request: Parameters<typeof ports.renderer.picture>) {
          const picture = await ports.renderer.picture(...request);
          return { ...picture, isBlank, tiles: Array.from({ length: tiles }, () => picture) };
        },
      },
    });
    await readPage({ documentId: id, page: 1 }, seeing(true, 0), run());
    expect(sent()).toEqual([]);
    expect(await bench.committed(id, 1)).toMatchObject({
      verdict: 'blank',
      text: '',
      source: 'none',
      cost_usd: 0,
      attempts: 0,
      picture: { sha256: expect.any(String) },
    });
    expect(await ports.documents.read(id)).toMatchObject({ goodPages: 1, blankPages: 1, calls: 0 });

    await readPage({ documentId: id, page: 2 }, seeing(false, 3), run());
    expect(sent()).toHaveLength(1);
    expect(sent()[0]?.page_hashes).toHaveLength(3);
    expect((await bench.committed(id, 2))?.picture).toMatchObject({ tiles: 3 });
  });

  test('draws it, asks once, and commits what was answered and paid', async () => {
    const id = await bench.aDocument();
    await readPage({ documentId: id, page: 2 }, ports, run());
    const page = await bench.committed(id, 2);
    const [call, ...others] = sent();
    expect(others).toEqual([]);
    expect(page).toMatchObject({
      page: 2,
      verdict: 'ok',
      text: expect.stringMatching(/^digest /),
      data: null,
      model: GROUP,
      source: 'claude',
      rotation: 0,
      usage: { input_tokens: call?.tokens.input, output_tokens: call?.tokens.output },
      cost_usd: (call?.micro_usd ?? Number.NaN) / 1e6,
      cached: false,
      attempts: 1,
      request_id: call?.request_id,
      stop_reason: 'end_turn',
      error: null,
    });
    // What was sent is what is described.
    expect(call?.page_hashes).toEqual([page?.picture?.sha256]);
    expect(await ports.documents.read(id)).toMatchObject({
      status: 'processing',
      goodPages: 1,
      calls: 1,
      costMicroUsd: call?.micro_usd,
    });
  });

  test('of the last page leaves the document to be aggregated, once', async () => {
    const id = await bench.aDocument();
    for (const page of [3, 1, 2]) await readPage({ documentId: id, page }, ports, run());
    expect(await ports.documents.read(id)).toMatchObject({ status: 'aggregating', goodPages: 3 });
    expect(await bench.producer.queues.aggregate.getJob(`aggregate-${id}`)).toMatchObject({
      data: { v: 1, documentId: id },
    });
    const texts = await Promise.all([1, 2, 3].map((page) => bench.committed(id, page)));
    expect(new Set(texts.map((page) => page?.text)).size).toBe(3);
  });

  test('that was read before costs nothing', async () => {
    const id = await bench.aDocument();
    await readPage({ documentId: id, page: 1 }, ports, run());
    const before = await bench.committed(id, 1);
    await readPage({ documentId: id, page: 1 }, ports, run());
    await readPage({ documentId: id, page: 1 }, ports, run({ isLastAttempt: true }));
    expect(sent()).toHaveLength(1);
    expect(await bench.committed(id, 1)).toEqual(before);
  });

  test('of a document that has ended, or is gone, costs nothing', async () => {
    const id = await bench.aDocument();
    await ports.documents.end(id, { status: 'cancelled', reason: null, webhookJob: null });
    await readPage({ documentId: id, page: 1 }, ports, run());
    await readPage({ documentId: 'doc_gone', page: 1 }, ports, run());
    expect(sent()).toEqual([]);
    expect(await bench.committed(id, 1)).toBeNull();
  });

  test.each([
    ['unknown_stop', 'failed', 'answer_unknown'],
    ['unknown_block', 'failed', 'answer_unknown'],
  ] as const)('answered with %s is %s, and what was paid is kept', async (fault, verdict, code) => {
    const id = await bench.aDocument();
    sim.setFaults([{ fault }]);
    await readPage({ documentId: id, page: 1 }, ports, run());
    const [call] = sent();
    expect(await bench.committed(id, 1)).toMatchObject({
      verdict,
      error: { code },
      attempts: 1,
      source: 'claude',
      usage: { input_tokens: call?.tokens.input, output_tokens: call?.tokens.output },
    });
    expect(await ports.documents.read(id)).toMatchObject({ failedPages: 1, calls: 1 });
  });

  test('for data gives data, and half an object is none', async () => {
    const schema = {
      type: 'object',
      properties: { title: { type: ['string', 'null'] } },
      required: ['title'],
      additionalProperties: false,
    };
    const id = await bench.aDocument({ task: 'extract', schema });
    await readPage({ documentId: id, page: 1 }, ports, run());
    const page = await bench.committed(id, 1);
    expect(page).toMatchObject({
      verdict: 'ok',
      data: { title: expect.stringMatching(/^digest /) },
    });
    sim.setFaults([{ fault: 'max_tokens' }]);
    await readPage({ documentId: id, page: 2 }, ports, run());
    expect(await bench.committed(id, 2)).toMatchObject({ verdict: 'truncated', data: null });
  });

  test('without usage in its answer is booked by an estimate, not for nothing', async () => {
    const id = await bench.aDocument();
    sim.setFaults([{ fault: 'missing_usage' }]);
    await readPage({ documentId: id, page: 1 }, ports, run());
    const page = await bench.committed(id, 1);
    expect(page?.usage.input_tokens).toBeGreaterThan(100);
    expect(page?.usage.output_tokens).toBeGreaterThan(10);
    expect(page?.cost_usd).toBeGreaterThan(0);
  });
});

describe('a page that cannot be read', () => {
  test('because of what is asked of it ends as failed at once', async () => {
    // No door lets it through: recursion is what structured outputs cannot be asked for.
    const properties = { child: { $ref: '#' } };
    const schema = { type: 'object', properties, required: ['child'], additionalProperties: false };
    const id = await bench.aDocument({ task: 'extract', schema });
    const code = 'claude_request_rejected';
    const thrown = await failing(id, 1, run());
    expect(thrown).toMatchObject({ name: 'FailedForGood' });
    expect(String(thrown)).toContain(`${code}: `);
    expect(await bench.committed(id, 1)).toMatchObject({
      verdict: 'failed',
      error: { code },
      attempts: 1,
      source: 'none',
      cost_usd: 0,
    });
    expect(sim.audit().bill.micro_usd).toBe(0);
  });

  test.each([
    ['api_error', 'claude_server_error'],
    ['reset_after', 'claude_connection_lost'],
    ['invalid_json', 'claude_answer_unreadable'],
    ['half_body', 'claude_timeout'],
  ] as const)(
    'this time (%s) is put off at no cost in attempts, and let go of the second time, by name',
    async (fault, code) => {
      const id = await bench.aDocument();
      sim.setFaults([{ fault }]);
      const thrown = await failing(id, 1, run({ isLastAttempt: true }));
      expect(thrown).toMatchObject({ name: 'Postponed' });
      expect(await bench.committed(id, 1)).toBeNull();
      expect(await failing(id, 1, run())).toMatchObject({ name: 'FailedForGood' });
      const page = await bench.committed(id, 1);
      expect(page).toMatchObject({
        verdict: 'failed',
        error: { code: 'page_quarantined' },
        attempts: 2,
      });
      // The evidence: each call, what became of it, and what the provider knows it by.
      expect(page?.error?.detail).toMatch(new RegExp(`call 1: ${code}.*; call 2: ${code}`));
      expect(sent()).toHaveLength(2);
      expect(await ports.documents.read(id)).toMatchObject({ failedPageNumbers: [1], calls: 2 });
    },
  );

  test('the first time is read the second, and both calls are on record', async () => {
    const id = await bench.aDocument();
    sim.setFaults([{ fault: 'reset_after', times: 1 }]);
    await failing(id, 1, run());
    await readPage({ documentId: id, page: 1 }, ports, run({ attempt: 2 }));
    expect(await bench.committed(id, 1)).toMatchObject({ verdict: 'ok', attempts: 2 });
    expect(sent()).toHaveLength(2);
  });

  test('as the only one left still lets its document end', async () => {
    const id = await bench.aDocument();
    for (const page of [1, 2]) await readPage({ documentId: id, page }, ports, run());
    sim.setFaults([{ fault: 'too_large' }]);
    await failing(id, 3, run());
    expect(await ports.documents.read(id)).toMatchObject({ status: 'aggregating', failedPages: 1 });
  });

  test('because its source is gone is tried again, and ends by name', async () => {
    const id = await bench.aDocument({}, 'f'.repeat(64));
    expect(await failing(id, 1, run())).toMatchObject({ code: 'source_missing' });
    await failing(id, 1, run({ isLastAttempt: true }));
    expect(await bench.committed(id, 1)).toMatchObject({
      verdict: 'failed',
      error: { code: 'source_missing' },
      attempts: 0,
      picture: null,
    });
    expect(sent()).toEqual([]);
  });

  test('for want of a price is never sent, and ends', async () => {
    const id = await bench.aDocument({ model: 'claude-of-tomorrow' });
    expect(await failing(id, 1, run())).toMatchObject({ name: 'FailedForGood' });
    expect(await bench.committed(id, 1)).toMatchObject({ error: { code: 'model_not_priced' } });
    expect(sent()).toEqual([]);
  });

  test('by any worker that took it ends as worker_lost', async () => {
    const id = await bench.aDocument();
    await giveUpPage({ documentId: id, page: 1 }, ports);
    expect(await bench.committed(id, 1)).toMatchObject({
      verdict: 'failed',
      error: { code: 'worker_lost' },
    });
    await giveUpPage({ documentId: 'doc_gone', page: 1 }, ports);
  });
});

describe('trouble that is not the page’s', () => {
  test('such as a halt has each page drawn once, for it may be blank and end for nothing', async () => {
    const id = await bench.aDocument();
    sim.setFaults([{ fault: 'enforced_spend' }]);
    expect(await failing(id, 1, run())).toMatchObject({ name: 'Postponed' });
    let drawn = 0;
    const seeing: typeof ports = {
      ...ports,
      renderer: {
        ...ports.renderer,
        async picture(...request) {
          drawn += 1;
          return { ...(await ports.renderer.picture(...request)), isBlank: true };
        },
      },
    };
    const again = readPage({ documentId: id, page: 1 }, seeing, run({ isFirstRun: false }));
    await expect(again).rejects.toMatchObject({ name: 'Postponed', message: 'claude_spend_limit' });
    expect(drawn).toBe(0);
    await readPage({ documentId: id, page: 2 }, seeing, run());
    expect(await bench.committed(id, 2)).toMatchObject({ verdict: 'blank' });
    // Once it is lifted the page is looked at again.
    await ports.limiter.resume();
    await readPage({ documentId: id, page: 1 }, seeing, run({ isFirstRun: false }));
    expect(drawn).toBe(2);
    expect(sent()).toHaveLength(1);
  });

  test('such as the end of the process puts the page off before anything is sent', async () => {
    const id = await bench.aDocument();
    const thrown = await failing(id, 1, run({ stopping: AbortSignal.abort() }));
    expect(thrown).toMatchObject({ name: 'Postponed' });
    expect(sent()).toEqual([]);
  });
});

/** The calls that were sent; prompts are counted for free. */
function sent() {
  return sim.audit().requests.filter(({ endpoint }) => endpoint === 'messages');
}

/** What reading the page throws. */
async function failing(documentId_: string, page: number, context: JobContext): Promise<unknown> {
  return readPage({ documentId: documentId_, page }, ports, context).then(
    () => 'it was read',
    (error: unknown) => error,
  );
}

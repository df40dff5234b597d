import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { fitToTier, pdfPageTokens, pictureTiers } from '@quire/domain';
import { readPage } from '../src/read-page.ts';
import { aRun, type Bench, openBench } from './open-bench.ts';

jest.setTimeout(60_000);

let bench: Bench;
let ports: Bench['ports'];
let sim: Bench['sim'];

beforeAll(async () => {
  bench = await openBench();
  ({ ports, sim } = bench);
});

afterAll(() => bench.close());

beforeEach(() => {
  sim.setFaults([]);
  sim.clearAudit();
});

describe('reading a page', () => {
  test('as a PDF sends that page alone, and no picture of it', async () => {
    const id = await bench.aDocument({ picture: 'pdf' });
    await readPage({ documentId: id, page: 2 }, ports, aRun());
    const page = await bench.committed(id, 2);
    const sent = sim.audit().requests.filter(({ endpoint }) => endpoint === 'messages');
    const [call, ...others] = sent;
    expect(others).toEqual([]);
    // The stand-in reads what is written in the document that it was sent.
    expect(page).toMatchObject({
      verdict: 'ok',
      text: expect.stringContaining('Page 2 of 3'),
      picture: {
        media_type: 'application/pdf',
        width: 595,
        height: 842,
        dpi: null,
        tiles: 0,
        reason: expect.stringMatching(/^a PDF was asked for/),
      },
      usage: { input_tokens: call?.tokens.input },
    });
    expect(page?.text).not.toContain('Page 1 of 3');
    expect(call?.page_hashes).toEqual([page?.picture?.sha256]);
    // What the largest picture of it costs, and its text: no less was reserved than was used.
    const reserved = pdfPageTokens({ width: 595, height: 842 }, pictureTiers.high);
    expect(call?.tokens.input).toBeLessThan(reserved);
  });

  test('that is too large for a request is drawn, smaller than it would be, once and unpaid', async () => {
    const id = await bench.aDocument({ picture: 'pdf' });
    sim.setFaults([
      { fault: 'too_large', from: 1, to: 1 },
      { fault: 'too_large', from: 3 },
    ]);
    await readPage({ documentId: id, page: 1 }, ports, aRun());
    const page = await bench.committed(id, 1);
    expect(page).toMatchObject({
      verdict: 'ok',
      picture: {
        media_type: 'image/png',
        smaller: true,
        reason: expect.stringMatching(/^a request with it was too large: /),
      },
      calls: [
        { step: 'first', verdict: 'failed', code: 'claude_request_too_large', cost_usd: 0 },
        { step: 'smaller-picture', verdict: 'ok', code: null },
      ],
    });
    const largest = fitToTier({ width: 59_500, height: 84_200 }, pictureTiers.high);
    expect(page?.picture?.width).toBeLessThan(largest.width * 0.65);
    await readPage({ documentId: id, page: 2 }, ports, aRun());
    expect(await bench.committed(id, 2)).toMatchObject({
      verdict: 'failed',
      error: { code: 'claude_request_too_large' },
      cost_usd: 0,
      attempts: 2,
    });
    const calls = sim.audit().requests.filter(({ endpoint }) => endpoint === 'messages');
    expect(calls.map(({ micro_usd: cost }) => cost > 0)).toEqual([false, true, false, false]);
  });
});

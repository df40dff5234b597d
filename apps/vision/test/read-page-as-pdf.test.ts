import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { pdfPageTokens, pictureTiers } from '@quire/domain';
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

beforeEach(() => sim.clearAudit());

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
});

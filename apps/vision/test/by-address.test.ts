import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { DocumentOptions } from '@quire/domain';
import { type Answers, makeImage, startAnswers } from '@quire/testkit';
import { createPages } from '@quire/store';
import { readPage } from '../src/read-page.ts';
import { readWhole } from '../src/whole/read-whole.ts';
import { aRun, type Bench, openBench } from './open-bench.ts';

jest.setTimeout(60_000);

let bench: Bench;
let ports: Bench['ports'];
let there: Answers;
let picture: Buffer;
let status = 200;

beforeAll(async () => {
  bench = await openBench();
  // Kept answers would be found, were they looked for.
  ports = { ...bench.ports, cache: bench.cache };
  picture = await makeImage({ width: 400, height: 500, format: 'png', text: 'a letter' });
  there = await startAnswers((_asked, response) => response.writeHead(status).end(picture));
});
afterAll(async () => {
  await Promise.all([there.stop(), bench.close()]);
});
beforeEach(async () => {
  status = 200;
  bench.sim.clearAudit();
  await ports.limiter.resume();
});

describe('a picture that is handed on by its address', () => {
  test('is fetched by Claude alone, and its page says that nobody here has seen it', async () => {
    const url = `${there.url}/a.png`;
    const id = await bench.byAddress([url]);
    const before = there.asked.length;
    await readPage({ documentId: id, page: 1 }, ports, aRun());
    expect(there.asked).toHaveLength(before + 1);
    const [call] = sent();
    expect(call?.page_hashes).toEqual([sha256(picture)]);
    const page = await bench.committed(id, 1);
    expect(page).toMatchObject({
      verdict: 'ok',
      usage: { input_tokens: call?.tokens.input },
      picture: {
        media_type: 'text/uri-list',
        sha256: sha256(url),
        bytes: url.length,
        width: 0,
        height: 0,
        reason: expect.stringContaining('nobody here has seen it'),
      },
    });
    expect(await createPages(bench.redis, 'test').sentPictures(id, [1])).toEqual([[sha256(url)]]);
    const [budget] = await ports.limiter.budgets([`document:${id}`]);
    expect(budget).toMatchObject({ reservedMicroUsd: 0 });
  });

  test('is reserved for as the largest that the model looks at', async () => {
    const id = await bench.byAddress([`${there.url}/b.png`]);
    const needs: number[] = [];
    const watched: typeof ports = {
      ...ports,
      limiter: {
        ...ports.limiter,
        reserve(need) {
          needs.push(need.inputTokens);
          return ports.limiter.reserve(need);
        },
      },
    };
    await readPage({ documentId: id, page: 1 }, watched, aRun());
    expect(needs[0]).toBeGreaterThanOrEqual(4784);
    expect(sent()[0]?.tokens.input).toBeLessThan(needs[0] ?? 0);
  });

  test('is asked about each time, for what stands there may have changed', async () => {
    const ids = [
      await bench.byAddress([`${there.url}/c`]),
      await bench.byAddress([`${there.url}/c`]),
    ];
    for (const documentId of ids) await readPage({ documentId, page: 1 }, ports, aRun());
    expect(sent()).toHaveLength(2);
    expect(await bench.committed(ids[1] ?? '', 1)).toMatchObject({ cached: false });
  });

  test('that is not there is tried again, and then says what to do, unpaid', async () => {
    status = 404;
    const id = await bench.byAddress([`${there.url}/gone.png`]);
    await expect(readPage({ documentId: id, page: 1 }, ports, aRun())).rejects.toMatchObject({
      code: 'claude_address_rejected',
    });
    const last = aRun({ attempt: 3, isLastAttempt: true });
    await expect(readPage({ documentId: id, page: 1 }, ports, last)).rejects.toThrow(
      'claude_address_rejected',
    );
    expect(await bench.committed(id, 1)).toMatchObject({
      verdict: 'failed',
      cost_usd: 0,
      error: { code: 'claude_address_rejected', detail: expect.stringContaining('Unable') },
    });
    expect(bench.sim.audit().bill.micro_usd).toBe(0);
  });

  test('is compared with another in one request', async () => {
    const options: DocumentOptions = { task: 'compare', prompt: 'What differs?' };
    const id = await bench.byAddress([`${there.url}/1.png`, `${there.url}/2.png`], options, 'one');
    await readWhole({ documentId: id }, ports, aRun());
    expect(sent()).toHaveLength(1);
    expect(sent()[0]?.page_hashes).toHaveLength(2);
    const pages = await ports.pages.readMany(id, [1, 2]);
    expect(pages.map(({ verdict }) => verdict)).toEqual(['ok', 'ok']);
    expect(pages.map((page) => page.picture?.sha256)).toEqual(
      ['1.png', '2.png'].map((name) => sha256(`${there.url}/${name}`)),
    );
  });
});

function sent() {
  return bench.sim.audit().requests.filter(({ endpoint }) => endpoint === 'messages');
}

function sha256(of: string | Buffer): string {
  return createHash('sha256').update(of).digest('hex');
}

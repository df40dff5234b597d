import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { createDeletions, forgetAnswers } from '@quire/store';
import { readPage, type ReadPagePorts } from '../src/read-page.ts';
import { aRun, type Bench, openBench } from './open-bench.ts';

jest.setTimeout(60_000);

const CHEAP = 'claude-haiku-5-5';
const STRONG = 'claude-sonnet-5-5';

let bench: Bench;
let ports: ReadPagePorts;

beforeAll(async () => {
  bench = await openBench();
  ports = { ...bench.ports, cache: bench.cache };
});
afterAll(() => bench.close());
beforeEach(() => {
  bench.sim.setFaults([]);
  bench.sim.clearAudit();
});

test('an answer of the strong model is not given as one of the cheap model', async () => {
  bench.sim.setFaults([{ fault: 'refusal', model: CHEAP }]);
  const first = await bench.aDocument({ strong_model: STRONG });
  await readPage({ documentId: first, page: 2 }, ports, aRun());
  bench.sim.setFaults([]);
  const second = await bench.aDocument();
  await readPage({ documentId: second, page: 2 }, ports, aRun());
  expect(await bench.committed(second, 2)).toMatchObject({ model: CHEAP, cached: false });
  // Whoever comes to the strong model is given what it said, for nothing.
  bench.sim.setFaults([{ fault: 'refusal', model: CHEAP }]);
  const third = await bench.aDocument({ strong_model: STRONG, context: undefined });
  await readPage({ documentId: third, page: 2 }, ports, aRun());
  expect(await bench.committed(third, 2)).toMatchObject({ verdict: 'ok', cached: true });
});

test('an answer that was kept and is not believed any more is asked for anew', async () => {
  const first = await bench.aDocument({ context: 'believed once' });
  const before = await keptAnswers();
  await readPage({ documentId: first, page: 3 }, ports, aRun());
  // Nobody waits for an answer to be kept.
  let kept = before;
  while (kept.length === before.length) kept = await keptAnswers();
  for (const key of kept) {
    await bench.redis.set(
      key,
      JSON.stringify({ text: '', stopReason: 'end_turn', requestId: 'r' }),
    );
  }
  const second = await bench.aDocument({ context: 'believed once' });
  await readPage({ documentId: second, page: 3 }, ports, aRun());
  expect(await bench.committed(second, 3)).toMatchObject({ verdict: 'ok', cached: false });
  const sent = bench.sim.audit().requests.filter(({ endpoint }) => endpoint === 'messages');
  expect(sent).toHaveLength(2);
  const third = await bench.aDocument({ context: 'believed once' });
  await readPage({ documentId: third, page: 3 }, ports, aRun());
  expect(await bench.committed(third, 3)).toMatchObject({ verdict: 'ok', cached: true });
});

test('an answer is forgotten with a document that was only given it, and so asked for anew', async () => {
  const { redis } = bench;
  const options = { context: 'to be forgotten' };
  const before = await keptAnswers();
  await readPage({ documentId: await bench.aDocument(options), page: 1 }, ports, aRun());
  while ((await keptAnswers()).length === before.length);
  const given = await bench.aDocument(options);
  await readPage({ documentId: given, page: 1 }, ports, aRun());
  expect(await bench.committed(given, 1)).toMatchObject({ cached: true });
  const pictures = await createDeletions(redis, 'test').pictures(given);
  expect(pictures).toEqual(new Set([(await bench.committed(given, 1))?.picture?.sha256]));
  await forgetAnswers(redis, 'test', 'anna', pictures);
  const third = await bench.aDocument(options);
  await readPage({ documentId: third, page: 1 }, ports, aRun());
  expect(await bench.committed(third, 1)).toMatchObject({ verdict: 'ok', cached: false });
});

function keptAnswers(): Promise<string[]> {
  return bench.redis.keys('test:{cache}:answer:*');
}

import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { readPage } from '../src/read-page.ts';
import { trackBatches } from '../src/batch/track-batches.ts';
import { aRun as run, type Bench, openBench } from './open-bench.ts';

jest.setTimeout(60_000);

let bench: Bench;
let ports: Bench['ports'];

beforeAll(async () => {
  bench = await openBench({ batchS: 0.2 });
  ({ ports } = bench);
});
afterAll(() => bench.close());
beforeEach(async () => {
  bench.sim.setFaults([]);
  bench.sim.clearAudit();
  await ports.limiter.resume();
});

describe('a document in the batch lane', () => {
  test('goes as one batch, costs half, and is committed like any other', async () => {
    const id = await bench.aDocument({ lane: 'batch' });
    for (const page of [1, 2, 3]) {
      await expect(readPage({ documentId: id, page }, ports, run())).rejects.toMatchObject({
        name: 'Postponed',
      });
    }
    for (let at = 0; at < 100; at += 1) {
      const n = await trackBatches(ports, Date.now());
      const open = await ports.batches.open();
      process.stdout.write(JSON.stringify(open.map(({ state, id: b, count }) => [state, b, count])) + n + '\n');
      await new Promise((r) => setTimeout(r, 200));
      if (at > 3) break;
    }
    for (const page of [1, 2, 3]) await readPage({ documentId: id, page }, ports, run());
    await trackBatches(ports, Date.now());
    process.stdout.write(JSON.stringify(await bench.committed(id, 1)) + '\n');
    for await (const line of bench.ledger.entriesOf(id)) process.stdout.write(JSON.stringify(line) + '\n');
    process.stdout.write(JSON.stringify([await ports.documents.read(id), await ports.batches.open(), bench.sim.audit().bill]) + '\n');
  });
});

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { admissionRules } from '@quire/domain';
import { createPlaces } from '@quire/store';
import { parkDocument } from '../src/park-document.ts';
import { type Bench, openBench } from './open-bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

test('a document that waits for money gives its place to the next, which is taken apart', async () => {
  const ports = {
    ...bench.ports,
    places: createPlaces(bench.redis, 'test', admissionRules(32)),
  };
  const [first, next] = [await bench.aDocument(), await bench.aDocument()];
  for (const id of [first, next]) {
    const document = await ports.documents.read(id);
    if (document !== null) await ports.places.enter(document, 1);
  }
  expect([...(await ports.places.waiting([first, next]))]).toEqual([next]);
  const refusal = { detail: 'the budget is used up', budgetKey: undefined };
  await parkDocument({ id: first, parked: null }, refusal, [], ports, Date.now());
  expect(await ports.documents.read(first)).toMatchObject({ parked: { code: 'budget' } });
  expect([...(await ports.places.waiting([first, next]))]).toEqual([]);
  expect(await bench.producer.queues.split.getJob(`split-${next}`)).toBeDefined();
});

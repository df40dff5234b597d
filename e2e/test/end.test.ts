import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { numberedPdf } from '@quire/testkit';
import { z } from 'zod';
import { ended, result, submit, until } from '../src/documents.ts';
import { simBill } from '../src/stand-in.ts';
import { processNames, startSystem, type System } from '../src/system.ts';

const PAGES = 60;
const queueDepths = z.object({ queues: z.record(z.string(), z.object({ active: z.int() })) });

let system: System;
beforeAll(async () => {
  system = await startSystem({
    sim: ['--engine', 'digest', '--latency-ms', '400', '--tokens-per-second', '0'],
    concurrency: 4,
  });
}, 150_000);
afterAll(() => system.stop(), 150_000);

test('SIGTERM under load ends every role with 0, and what comes after loses and repeats nothing', async () => {
  const document = await submit(system.url, { name: 'long.pdf', bytes: await numberedPdf(PAGES) });
  await until(system.url, document.id, ({ pages }) => pages.done >= 10, 60_000);
  for (const name of processNames) {
    const { code } = await system.process(name).stop(20_000);
    expect([name, code]).toEqual([name, 0]);
    await system.start(name);
  }
  const end = await ended(system.url, document.id, 120_000);
  expect(end.pages).toMatchObject({ total: PAGES, done: PAGES, failed: 0 });
  const { pages } = await result(system.url, document.id);
  expect(pages.map(({ page }) => page)).toEqual(Array.from({ length: PAGES }, (_, at) => at + 1));
  // Asked politely, every process finishes the calls that it has begun: none is paid twice.
  expect((await simBill(system.simUrl)).calls).toBe(PAGES);
}, 180_000);

test('SIGTERM ends every role with 0 while Redis is away, too', async () => {
  // A job in hand would rightly wait for Redis, and hold its process for as long as its grace lasts.
  while ((await jobsInHand()) > 0) await sleep(100);
  await sleep(500);
  await system.redis.kill();
  const ends = await Promise.all(
    processNames.map(async (name) => [name, (await system.process(name).stop(25_000)).code]),
  );
  expect(ends).toEqual(processNames.map((name) => [name, 0]));
}, 150_000);

async function jobsInHand(): Promise<number> {
  const response = await fetch(new URL('/v1/status', system.url));
  const { queues } = queueDepths.parse(await response.json());
  return Object.values(queues).reduce((sum, { active }) => sum + active, 0);
}

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { numberedPdf, startWebhookReceiver, type WebhookReceiver } from '@quire/testkit';
import { Webhook } from 'standardwebhooks';
import { ended, result, submit, until } from '../src/documents.ts';
import { simBill } from '../src/stand-in.ts';
import { processNames, startSystem, type System } from '../src/system.ts';

const PAGES = 60;
const CONCURRENCY = 4;
const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
/** One round in an ordinary run; the promise is held to many by QUIRE_KILL_ROUNDS=10. */
const ROUNDS = Number(process.env['QUIRE_KILL_ROUNDS'] ?? '1');

let system: System;
let receiver: WebhookReceiver;
let pdf: Uint8Array;
beforeAll(async () => {
  pdf = await numberedPdf(PAGES);
  receiver = await startWebhookReceiver();
  system = await startSystem({
    sim: ['--engine', 'digest', '--latency-ms', '400', '--tokens-per-second', '0'],
    concurrency: CONCURRENCY,
  });
}, 150_000);
afterAll(async () => {
  await system.stop();
  await receiver.stop();
}, 150_000);

/** Sends a document, does harm in the middle of it, and looks at every page of what comes back. */
async function expectSurvival(harm: () => Promise<void>): Promise<void> {
  const billBefore = await simBill(system.simUrl);
  const webhook = { url: `${receiver.url}/hook`, secret: SECRET };
  const document = await submit(system.url, { name: 'long.pdf', bytes: pdf }, { webhook });
  await until(system.url, document.id, ({ pages }) => pages.done >= 10, 60_000);
  await harm();
  const end = await ended(system.url, document.id, 120_000);

  expect(end).toMatchObject({
    status: 'completed',
    pages: { total: PAGES, done: PAGES, failed: 0 },
    failed_pages: [],
  });
  const { pages } = await result(system.url, document.id);
  expect(pages.map(({ page }) => page)).toEqual(Array.from({ length: PAGES }, (_, at) => at + 1));
  // The stand-in's text begins with the hash of the picture it was sent: right page, right answer.
  for (const { text, picture } of pages) expect(text).toContain(picture?.sha256.slice(0, 16));
  expect(new Set(pages.map(({ picture }) => picture?.sha256)).size).toBe(PAGES);

  // Each harm may cost at most the calls that were in flight in the two processes.
  const { calls } = await simBill(system.simUrl);
  expect(calls - billBefore.calls).toBeLessThanOrEqual(PAGES + 2 * CONCURRENCY);
  await expectToldOnce(document.id);
}

async function expectToldOnce(documentId: string): Promise<void> {
  const mine = (): readonly (typeof receiver.deliveries)[number][] =>
    receiver.deliveries.filter(({ body }) => body.includes(documentId));
  for (let waited = 0; mine().length === 0 && waited < 90; waited += 1) {
    await receiver.waitFor(receiver.deliveries.length + 1, 1_000).catch(() => undefined);
  }
  const deliveries = mine();
  expect(deliveries.length).toBeGreaterThan(0);
  expect(new Set(deliveries.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  for (const { body, headers } of deliveries) {
    const event: unknown = new Webhook(SECRET).verify(
      body.toString(),
      Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
    );
    expect(event).toMatchObject({ type: 'document.completed', data: { id: documentId } });
  }
}

describeRounds();

function describeRounds(): void {
  for (let round = 1; round <= ROUNDS; round += 1) {
    const inRound = ROUNDS > 1 ? ` (round ${round})` : '';
    test.each(processNames)(
      `every page is there, once and in order, though %s is killed in the middle${inRound}`,
      async (name) => {
        await expectSurvival(() => system.crash(name));
      },
      300_000,
    );

    test(`every page is there, once and in order, though Redis is killed in the middle${inRound}`, async () => {
      await expectSurvival(async () => {
        await system.redis.kill();
        await system.redis.restart();
      });
    }, 300_000);
  }
}

test('a splitter that is killed right after the upload loses nothing', async () => {
  const document = await submit(system.url, { name: 'long.pdf', bytes: pdf });
  await system.crash('splitter');
  const end = await ended(system.url, document.id, 120_000);
  expect(end.pages).toMatchObject({ total: PAGES, done: PAGES });
}, 180_000);

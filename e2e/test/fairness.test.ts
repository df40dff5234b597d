import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { documentView, type DocumentView } from '@quire/domain';
import { numberedPdf } from '@quire/testkit';
import { z } from 'zod';
import { startSystem, type System } from '../src/system.ts';

const BACKLOG = 10;
const PAGES = 12;
const LARGE = { authorization: 'Bearer key-of-large' };
const SMALL = { authorization: 'Bearer key-of-small' };
const pageOfList = z.object({ data: z.array(documentView) });
const ENDED = 'completed';

let system: System;
beforeAll(async () => {
  system = await startSystem({
    sim: ['--engine', 'digest', '--latency-ms', '300', '--tokens-per-second', '0'],
    concurrency: 4,
    env: {
      QUIRE_API_KEYS: 'large:key-of-large,small:key-of-small',
      QUIRE_PAGES_AHEAD: '64',
      // The same pages again and again are to be calls.
      QUIRE_CACHE_TTL_S: '0',
    },
  });
}, 150_000);
afterAll(() => system.stop(), 150_000);

async function send(headers: Record<string, string>, pdf: Uint8Array): Promise<DocumentView> {
  const response = await fetch(`${system.url}/v1/documents`, {
    method: 'POST',
    body: Buffer.from(pdf),
    headers: { ...headers, 'content-type': 'application/pdf' },
  });
  return documentView.parse(await response.json());
}

async function documentsOf(headers: Record<string, string>): Promise<DocumentView[]> {
  const response = await fetch(`${system.url}/v1/documents?limit=100`, { headers });
  return pageOfList.parse(await response.json()).data;
}

test('a small tenant’s document ends while another’s backlog waits for admission, and all of that ends though splitter, aggregator and a worker are killed', async () => {
  const pdf = await numberedPdf(PAGES);
  for (let sent = 0; sent < BACKLOG; sent += 1) await send(LARGE, pdf);
  await send(SMALL, await numberedPdf(2));
  while ((await documentsOf(SMALL))[0]?.status !== ENDED) await sleep(100);
  const backlog = await documentsOf(LARGE);
  // First come, first served, it would have been the last of all.
  expect(backlog.map(({ waiting_for }) => waiting_for)).toContain('admission');
  await Promise.all([
    system.crash('splitter'),
    system.crash('aggregator'),
    system.crash('vision-1'),
  ]);
  let left = backlog;
  while (left.length > 0) {
    await sleep(500);
    left = (await documentsOf(LARGE)).filter(({ status }) => status !== ENDED);
  }
  for (const { pages } of await documentsOf(LARGE)) {
    expect(pages).toMatchObject({ total: PAGES, done: PAGES, failed: 0 });
  }
}, 240_000);

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { documentView } from '@quire/domain';
import { startAnswers } from '@quire/testkit';
import { z } from 'zod';
import { ended, list, result, submit, submitFile } from '../src/documents.ts';
import { orderFaults, simBill } from '../src/stand-in.ts';
import { ROOT, startSystem, type System } from '../src/system.ts';

const SAMPLES = join(ROOT, 'samples');
const expected = z
  .record(
    z.string(),
    z.array(
      z.object({
        page: z.int(),
        words: z.array(z.string()),
        blank: z.boolean().optional(),
        turned: z.int().optional(),
      }),
    ),
  )
  .parse(JSON.parse(readFileSync(join(SAMPLES, 'expected.json'), 'utf8')));

let system: System;
beforeAll(async () => {
  system = await startSystem({
    sim: ['--engine', 'ocr', '--tokens-per-second', '0'],
    concurrency: 4,
  });
}, 150_000);
afterAll(() => system.stop(), 150_000);

test('there are seven samples', () => {
  expect(Object.keys(expected)).toHaveLength(7);
});

test.each(Object.keys(expected))(
  '%s comes back with the text of each page, in order',
  async (name) => {
    const pages = expected[name] ?? [];
    const document = await submitFile(system.url, join(SAMPLES, name));
    const end = await ended(system.url, document.id, 240_000);
    const { pages: read } = await result(system.url, document.id);

    expect(read.map(({ page }) => page)).toEqual(pages.map(({ page }) => page));
    for (const [at, { words, blank }] of pages.entries()) {
      const text = read[at]?.text.toLowerCase();
      for (const word of words) expect(text).toContain(word);
      expect(read[at]?.verdict).toBe(blank === true ? 'blank' : 'ok');
      // A blank page is found by looking at it, and never paid for.
      expect(read[at]?.attempts).toBe(blank === true ? 0 : 1);
    }
    expect(end.status).toBe('completed');
    expect(end.pages.total).toBe(pages.length);
  },
  300_000,
);

test('an invoice comes back as data that fits its schema', async () => {
  const document = await submitFile(system.url, join(SAMPLES, 'invoice.pdf'), {
    preset: 'invoice',
  });
  const end = await ended(system.url, document.id, 120_000);
  expect(end.status).toBe('completed');
  const { data } = await result(system.url, document.id);
  expect(data).toMatchObject({
    vendor_name: expect.stringContaining('Meadowbrook Furnishings Ltd'),
    invoice_number: 'MF-2026-0417',
    subtotal: 4551.5,
    tax: 910.3,
    total: 5461.8,
    currency: 'GBP',
  });
}, 150_000);

test('several files are one document, their pages in the order in which they were sent', async () => {
  const form = new FormData();
  for (const name of ['fax.tiff', 'chart.png', 'invoice.pdf']) {
    form.append('file', new Blob([readFileSync(join(SAMPLES, name))]), name);
  }
  form.append('options', JSON.stringify({ pages: '1,4-5' }));
  const response = await fetch(`${system.url}/v1/documents`, { method: 'POST', body: form });
  const { id } = z.object({ id: z.string() }).parse(await response.json());
  const end = await ended(system.url, id, 120_000);
  expect(end).toMatchObject({ status: 'completed', pages: { total: 3, done: 3 } });
  const { pages } = await result(system.url, id);
  expect(pages.map(({ page }) => page)).toEqual([1, 4, 5]);
  const wanted = [expected['fax.tiff'], expected['chart.png'], expected['invoice.pdf']];
  for (const [at, file] of wanted.entries()) {
    for (const word of file?.[0]?.words ?? [])
      expect(pages[at]?.text.toLowerCase()).toContain(word);
  }
}, 150_000);

test('the picture that was sent for a page is shown, to the byte', async () => {
  const document = (await list(system.url)).find(({ filename }) => filename === 'receipt.jpg');
  const { pages } = await result(system.url, document?.id ?? '');
  const response = await fetch(`${system.url}/v1/documents/${document?.id}/pages/1/image`);
  expect(response.headers.get('content-type')).toBe(pages[0]?.picture?.media_type);
  const bytes = Buffer.from(await response.arrayBuffer());
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(pages[0]?.picture?.sha256);
  // The api starts a renderer for it.
}, 150_000);

test('a page that was sent as a PDF is shown as that PDF, to the byte', async () => {
  const form = new FormData();
  form.append('file', new Blob([readFileSync(join(SAMPLES, 'invoice.pdf'))]), 'invoice.pdf');
  form.append('options', JSON.stringify({ resolution: 'pdf' }));
  const accepted = await fetch(`${system.url}/v1/documents`, { method: 'POST', body: form });
  const { id } = z.object({ id: z.string() }).parse(await accepted.json());
  expect(await ended(system.url, id, 120_000)).toMatchObject({ status: 'completed' });
  const [page] = (await result(system.url, id)).pages;
  expect(page?.picture).toMatchObject({ media_type: 'application/pdf' });
  for (const word of expected['invoice.pdf']?.[0]?.words ?? []) {
    expect(page?.text.toLowerCase()).toContain(word);
  }
  const response = await fetch(`${system.url}/v1/documents/${id}/pages/1/image`);
  expect(response.headers.get('content-type')).toBe('application/pdf');
  const bytes = Buffer.from(await response.arrayBuffer());
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(page?.picture?.sha256);
}, 150_000);

test('a born-digital page is put together from a patch of its own lines', async () => {
  const options = { mode: 'patch', pages: '1' };
  const { id } = await submitFile(system.url, join(SAMPLES, 'report.pdf'), options);
  expect(await ended(system.url, id, 120_000)).toMatchObject({ status: 'completed' });
  const [page] = (await result(system.url, id)).pages;
  expect(page).toMatchObject({ verdict: 'ok', calls: [{ step: 'first', verdict: 'ok' }] });
  const words = expected['report.pdf']?.[0]?.words ?? [];
  for (const word of words) expect(page?.text.toLowerCase()).toContain(word);
  // The whole text in fewer tokens than it has words.
  expect(page?.usage.output_tokens).toBeLessThan((page?.text.split(/\s+/).length ?? 0) / 2);
}, 150_000);

test('a picture by URL is left for Claude to fetch where asked, and cannot be shown here', async () => {
  const form = readFileSync(join(SAMPLES, 'form.png'));
  const there = await startAnswers((_asked, response) => response.end(form));
  try {
    const url = `${there.url}/form.png`;
    const response = await fetch(`${system.url}/v1/documents`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ source: { type: 'url', url }, picture: 'url' }),
    });
    const { id } = documentView.parse(await response.json());
    expect(await ended(system.url, id, 120_000)).toMatchObject({ status: 'completed' });
    const [page] = (await result(system.url, id)).pages;
    for (const word of expected['form.png']?.[0]?.words ?? []) {
      expect(page?.text.toLowerCase()).toContain(word);
    }
    expect(page?.picture).toMatchObject({ media_type: 'text/uri-list', bytes: url.length });
    // Once, by whoever read it.
    expect(there.asked).toHaveLength(1);
    const picture = await fetch(`${system.url}/v1/documents/${id}/pages/1/image`);
    expect(await picture.json()).toMatchObject({ status: 404, code: 'picture_not_here' });
  } finally {
    await there.stop();
  }
}, 150_000);

test('a retry reads what failed, and pays for nothing else', async () => {
  const form = new FormData();
  for (const name of ['receipt.jpg', 'chart.png']) {
    form.append('file', new Blob([readFileSync(join(SAMPLES, name))]), name);
  }
  // Words of its own: the pages are known from the tests before.
  form.append('options', JSON.stringify({ context: 'Two pictures.' }));
  await orderFaults(system.simUrl, [{ fault: 'refusal_partial', from: 1, to: 1 }]);
  const accepted = await fetch(`${system.url}/v1/documents`, { method: 'POST', body: form });
  const { id } = z.object({ id: z.string() }).parse(await accepted.json());
  const first = await ended(system.url, id, 120_000);
  await orderFaults(system.simUrl, []);
  expect(first).toMatchObject({ status: 'partial', pages: { done: 1, failed: 1 } });

  const retried = await fetch(`${system.url}/v1/documents/${id}/retry`, { method: 'POST' });
  expect(retried.status).toBe(202);
  const second = await ended(system.url, id, 120_000);
  expect(second).toMatchObject({ status: 'completed', pages: { done: 2, failed: 0 } });
  expect(second.usage.calls).toBe(first.usage.calls + 1);
  const { pages } = await result(system.url, id);
  expect(pages.map(({ page, verdict }) => [page, verdict])).toEqual([
    [1, 'ok'],
    [2, 'ok'],
  ]);
}, 150_000);

test('what the documents cost in all is what the stand-in billed', async () => {
  const data = await list(system.url);
  const bill = await simBill(system.simUrl);
  const micro = data.reduce((sum, { cost_usd: cost }) => sum + Math.round(cost * 1e6), 0);
  expect(micro).toBe(bill.micro_usd);
  expect(data.reduce((sum, { usage }) => sum + usage.calls, 0)).toBe(bill.calls);
});

test('a file that is no document ends as failed, and says what to do', async () => {
  const broken = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(2000, 'x')]);
  const document = await submit(system.url, { name: 'broken.pdf', bytes: broken });
  const end = await ended(system.url, document.id, 60_000);
  expect(end).toMatchObject({ status: 'failed', reason: { code: 'pdf_unreadable' } });
}, 90_000);

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { DocumentOptions } from '@quire/domain';
import { makePdf } from '@quire/testkit';
import { ended, result, submitFiles } from '../src/documents.ts';
import { simBill } from '../src/stand-in.ts';
import { startSystem, type System } from '../src/system.ts';

const WITHIN_MS = 120_000;
const text = { type: ['string', 'null'] };
const number = { type: ['number', 'null'] };
const schema = {
  type: 'object',
  properties: {
    invoice_number: text,
    total: number,
    line_items: {
      type: 'array',
      items: {
        type: 'object',
        properties: { description: text, quantity: number, amount: number },
        required: ['description', 'quantity', 'amount'],
      },
    },
  },
  required: ['invoice_number', 'total', 'line_items'],
};
const extract: DocumentOptions = { task: 'extract', scope: 'document', schema };
const invoice = {
  invoice_number: 'INV-2041',
  total: 504,
  line_items: [
    { description: 'Oak shelving', quantity: 12, amount: 414 },
    { description: 'Wall brackets', quantity: 24, amount: 90 },
  ],
};

let system: System;
beforeAll(async () => {
  system = await startSystem({
    sim: ['--engine', 'ocr', '--tokens-per-second', '0'],
    concurrency: 4,
  });
}, 150_000);
afterAll(() => system.stop(), 150_000);

async function anInvoice(): Promise<{ name: string; bytes: Uint8Array }> {
  const bytes = await makePdf([
    { text: 'Invoice number: INV-2041\nOak shelving 12 34.50 414.00' },
    { text: 'Wall brackets 24 3.75 90.00' },
    { text: 'Total due: $504.00' },
  ]);
  return { name: 'invoice.pdf', bytes };
}

test('a document is read in one request, and its ledger is the bill', async () => {
  const before = await simBill(system.simUrl);
  const { id } = await submitFiles(system.url, [await anInvoice()], extract);
  const document = await ended(system.url, id, WITHIN_MS);
  expect(document).toMatchObject({ status: 'completed', usage: { calls: 1 }, failed_pages: [] });
  const { data, whole, pages } = await result(system.url, id);
  expect(data).toEqual(invoice);
  expect(whole).toMatchObject({ way: 'one', verdict: 'ok' });
  expect(pages.map(({ page, verdict }) => [page, verdict])).toEqual([
    [1, 'ok'],
    [2, 'ok'],
    [3, 'ok'],
  ]);
  const bill = await simBill(system.simUrl);
  expect(bill.calls - before.calls).toBe(1);
  expect(document.cost_usd).toBeCloseTo((bill.micro_usd - before.micro_usd) / 1e6, 9);
  const picture = await fetch(`${system.url}/v1/documents/${id}/pages/2/image`);
  expect(picture.status).toBe(200);
}, 150_000);

test('a document whose answer would not fit is read page by page and merged', async () => {
  const before = await simBill(system.simUrl);
  const short = { ...extract, max_tokens: 1_000 };
  const { id } = await submitFiles(system.url, [await anInvoice()], short);
  const document = await ended(system.url, id, WITHIN_MS);
  expect(document).toMatchObject({ status: 'completed', usage: { calls: 4 } });
  const { data, whole, pages } = await result(system.url, id);
  expect(data).toEqual(invoice);
  expect(whole).toMatchObject({ way: 'merge', verdict: 'ok' });
  expect(pages.map((page) => page.data)).toEqual([
    { ...invoice, total: null, line_items: invoice.line_items.slice(0, 1) },
    { invoice_number: null, total: null, line_items: invoice.line_items.slice(1) },
    { ...invoice, invoice_number: null, line_items: [] },
  ]);
  const bill = await simBill(system.simUrl);
  expect(bill.calls - before.calls).toBe(4);
  expect(document.cost_usd).toBeCloseTo((bill.micro_usd - before.micro_usd) / 1e6, 9);
}, 150_000);

async function screen(status: string): Promise<{ name: string; bytes: Uint8Array }> {
  const words = `Order 4711\nStatus: ${status}`;
  const bytes = await makePdf([{ text: words, widthPt: 500, heightPt: 300 }]);
  return { name: `${status}.pdf`, bytes };
}

test('two pictures are compared by a preset', async () => {
  const files = [await screen('open'), await screen('shipped')];
  const { id } = await submitFiles(system.url, files, { preset: 'ui-diff' });
  expect(await ended(system.url, id, WITHIN_MS)).toMatchObject({
    status: 'completed',
    usage: { calls: 1 },
  });
  expect((await result(system.url, id)).data).toMatchObject({
    differences: [
      {
        from_image: 1,
        to_image: 2,
        kind: 'text',
        before: 'Status: open',
        after: 'Status: shipped',
      },
    ],
  });
}, 150_000);

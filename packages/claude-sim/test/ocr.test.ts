import { afterAll, beforeAll, expect, test } from '@jest/globals';
import Anthropic from '@anthropic-ai/sdk';
import { zodOutputFormat } from '@anthropic-ai/sdk/helpers/zod';
import sharp from 'sharp';
import { z } from 'zod';
import { startClaudeSim, type ClaudeSim } from '../src/index.ts';
import { png } from './picture.ts';
import { pageRequest, post, textOf } from './with-sim.ts';

let sim: ClaudeSim;
let client: Anthropic;

beforeAll(async () => {
  sim = await startClaudeSim({ engine: 'ocr', latencyMs: 0, tokensPerSecond: 0 });
  client = new Anthropic({ apiKey: 'k', baseURL: sim.url, maxRetries: 0 });
});

afterAll(() => sim.stop());

const invoice = png(1000, 700, [
  'Acme Timber Ltd',
  'Invoice number: INV-2041',
  'Invoice date: 14 March 2026',
  'Oak shelving 12 34.50 414.00',
  'Wall brackets 24 3.75 90.00',
  'Total due: $504.00',
]);

test('what comes back was in the pixels', async () => {
  const text = textOf(await client.messages.create(pageRequest({}, invoice)));
  expect(text).toContain('Acme Timber Ltd');
  expect(text).toContain('Invoice number: INV-2041');
  expect(text).toContain('Total due: $504.00');
});

test('a schema is filled from the page, with null for what is not on it', async () => {
  const schema = z.object({
    vendor: z.string(),
    invoice_number: z.string(),
    invoice_date: z.iso.date(),
    total: z.number(),
    currency: z.string(),
    purchase_order: z.string().nullable(),
    line_items: z.array(
      z.object({ description: z.string(), quantity: z.int(), amount: z.number() }),
    ),
  });
  const format = zodOutputFormat(schema);
  const message = await client.messages.create(pageRequest({ output_config: { format } }, invoice));
  expect(schema.parse(JSON.parse(textOf(message)))).toEqual({
    vendor: 'Acme Timber Ltd',
    invoice_number: 'INV-2041',
    invoice_date: '2026-03-14',
    total: 504,
    currency: 'USD',
    purchase_order: null,
    line_items: [
      { description: 'Oak shelving', quantity: 12, amount: 414 },
      { description: 'Wall brackets', quantity: 24, amount: 90 },
    ],
  });
});

test('a page turned by its EXIF is read upright', async () => {
  const turned = await sharp(invoice)
    .rotate(-90)
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
  const data = turned.toString('base64');
  const message = await client.messages.create(
    pageRequest({
      messages: [
        {
          role: 'user',
          content: [{ type: 'image', source: { type: 'base64', media_type: 'image/jpeg', data } }],
        },
      ],
    }),
  );
  expect(textOf(message)).toContain('INV-2041');
});

test('what is too small for the model to see is not read', async () => {
  // 12-pixel type on a picture that the standard tier shrinks to a quarter.
  const wide = await sharp({
    create: { width: 6000, height: 6000, channels: 3, background: 'white' },
  })
    .composite([{ input: await sharp(invoice).resize(420).toBuffer(), left: 100, top: 100 }])
    .png()
    .toBuffer();
  const request = pageRequest({ model: 'claude-haiku-4-5' }, wide);
  expect(textOf(await client.messages.create(request))).not.toContain('INV-2041');
});

test('a blank page is said to be blank', async () => {
  const message = await client.messages.create(pageRequest({}, png(600, 400)));
  expect(textOf(message)).toBe('(The page is blank.)');
});

test('an image that does not decode costs nothing', async () => {
  const before = sim.audit().bill.calls;
  const cut = invoice.subarray(0, invoice.length / 2);
  expect(await post(sim, pageRequest({}, cut))).toMatchObject({
    status: 400,
    message: 'Could not process image',
  });
  expect(sim.audit().bill.calls).toBe(before);
});

test('a PDF that has its text in its pixels alone is drawn and read', async () => {
  const jpeg = await sharp(invoice).jpeg().toBuffer();
  const message = await client.messages.create({
    ...pageRequest({}, invoice),
    messages: [
      {
        role: 'user',
        content: [
          {
            type: 'document',
            source: {
              type: 'base64',
              media_type: 'application/pdf',
              data: scanned(jpeg, 1000, 700).toString('base64'),
            },
          },
          { type: 'text', text: 'Transcribe.' },
        ],
      },
    ],
  });
  expect(textOf(message)).toContain('Invoice number: INV-2041');
});

/** A PDF of one page that is one picture. Without a table of its objects: readers make their own. */
function scanned(jpeg: Buffer, width: number, height: number): Buffer {
  const show = `${width} 0 0 ${height} 0 0 cm /I Do`;
  return Buffer.concat([
    Buffer.from(
      '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n' +
        '2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n' +
        `3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 ${width} ${height}]/Contents 4 0 R` +
        '/Resources<</XObject<</I 5 0 R>>>>>>endobj\n' +
        `4 0 obj<</Length ${show.length}>>stream\n${show}\nendstream endobj\n` +
        `5 0 obj<</Type/XObject/Subtype/Image/Width ${width}/Height ${height}/ColorSpace/DeviceRGB` +
        `/BitsPerComponent 8/Filter/DCTDecode/Length ${jpeg.length}>>stream\n`,
    ),
    jpeg,
    Buffer.from('\nendstream endobj\ntrailer<</Root 1 0 R>>\n'),
  ]);
}

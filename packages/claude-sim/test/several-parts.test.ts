import { afterAll, beforeAll, expect, test } from '@jest/globals';
import Anthropic from '@anthropic-ai/sdk';
import { type ClaudeSim, startClaudeSim } from '../src/index.ts';
import { png } from './picture.ts';
import { textOf } from './with-sim.ts';

let sim: ClaudeSim;
let client: Anthropic;

beforeAll(async () => {
  sim = await startClaudeSim({ engine: 'ocr', latencyMs: 0, tokensPerSecond: 0 });
  client = new Anthropic({ apiKey: 'k', baseURL: sim.url, maxRetries: 0 });
});
afterAll(() => sim.stop());

const text = { type: 'string' };
const item = {
  type: 'object',
  properties: { description: text, quantity: { type: 'number' }, amount: { type: 'number' } },
  required: ['description', 'quantity', 'amount'],
  additionalProperties: false,
};
const invoice = {
  type: 'object',
  properties: {
    invoice_number: text,
    total: { type: 'number' },
    line_items: { type: 'array', items: item },
  },
  required: ['invoice_number', 'total', 'line_items'],
  additionalProperties: false,
};
const difference = {
  type: 'object',
  properties: {
    from_image: { type: 'integer' },
    to_image: { type: 'integer' },
    kind: { type: 'string', enum: ['added', 'removed', 'text'] },
    before: { anyOf: [text, { type: 'null' }] },
    after: { anyOf: [text, { type: 'null' }] },
  },
  required: ['from_image', 'to_image', 'kind', 'before', 'after'],
  additionalProperties: false,
};
const differences = {
  type: 'object',
  properties: { differences: { type: 'array', items: difference }, summary: text },
  required: ['differences', 'summary'],
  additionalProperties: false,
};

type Part = readonly [label: string, part: Buffer | string];

async function ask(parts: readonly Part[], schema: Record<string, unknown>): Promise<unknown> {
  const content = parts.flatMap(([label, part]): Anthropic.ContentBlockParam[] => [
    { type: 'text', text: label },
    typeof part === 'string'
      ? { type: 'text', text: part }
      : {
          type: 'image',
          source: { type: 'base64', media_type: 'image/png', data: part.toString('base64') },
        },
  ]);
  const message = await client.messages.create({
    model: 'claude-haiku-5-5',
    max_tokens: 2_000,
    thinking: { type: 'disabled' },
    output_config: { format: { type: 'json_schema', schema } },
    messages: [{ role: 'user', content: [...content, { type: 'text', text: 'Read it.' }] }],
  });
  return JSON.parse(textOf(message)) as unknown;
}

test('several pictures are read as one document, and their labels are not taken for its text', async () => {
  const first = png(900, 300, ['Invoice number: INV-2041', 'Oak shelving 12 34.50 414.00']);
  const second = png(900, 300, ['Wall brackets 24 3.75 90.00', 'Total due: $504.00']);
  const parts: Part[] = [
    ['Page 1:', first],
    ['Page 2:', second],
  ];
  expect(await ask(parts, invoice)).toEqual({
    invoice_number: 'INV-2041',
    total: 504,
    line_items: [
      { description: 'Oak shelving', quantity: 12, amount: 414 },
      { description: 'Wall brackets', quantity: 24, amount: 90 },
    ],
  });
});

test('of pictures that are compared, the lines that differ are named, picture by picture', async () => {
  const before = png(900, 300, ['Order 4711', 'Status: open', 'Carrier: Northwind']);
  const after = png(900, 300, ['Order 4711', 'Status: shipped', 'Carrier: Northwind']);
  const parts: Part[] = [
    ['Image 1:', before],
    ['Image 2:', after],
    ['Image 3:', after],
  ];
  expect(await ask(parts, differences)).toEqual({
    differences: [
      {
        from_image: 1,
        to_image: 2,
        kind: 'text',
        before: 'Status: open',
        after: 'Status: shipped',
      },
    ],
    summary: 'One difference.',
  });
});

const row = (description: string, amount: number) => ({ description, quantity: 1, amount });

test('answers under labels are merged: lists joined, else the first that says something', async () => {
  const parts: Part[] = [
    ['Page 1:', JSON.stringify({ invoice_number: 'A-7', total: 0, line_items: [row('Oak', 4)] })],
    ['Page 2:', JSON.stringify({ invoice_number: '', total: 9, line_items: [row('Ash', 5)] })],
  ];
  expect(await ask(parts, invoice)).toEqual({
    invoice_number: 'A-7',
    total: 9,
    line_items: [row('Oak', 4), row('Ash', 5)],
  });
});

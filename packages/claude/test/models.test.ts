import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ClaudeSim, startClaudeSim } from '@quire/claude-sim';
import { costMicroUsd, plainUsage, type TokenUsage } from '@quire/domain';
import {
  callCostMicroUsd,
  type Claude,
  createClaude,
  findModel,
  isCharged,
  limitsByGroup,
  pageRequest,
  PRICE_TABLE_VERSION,
  pricesFor,
} from '../src/index.ts';
import { aRequest, data, picture, schema, text } from './a-request.ts';

/** Dollars per million tokens: input, output, cache read, as published on 2026-10-08; thinking as sent. */
const published = [
  ['claude-haiku-5-5', 0.1, 0.5, 0.01, { thinking: { type: 'disabled' } }],
  ['claude-sonnet-5-5', 2, 10, 0.1, { thinking: { type: 'between_tools' } }],
  ['claude-opus-5-5', 4, 20, 0.2, { output_config: { effort: 'low' } }],
  ['claude-fable-5-2', 8, 40, 0.2, { output_config: { effort: 'low' } }],
  ['claude-fable-5-1', 10, 50, 0.25, { output_config: { effort: 'low' } }],
  ['claude-opus-5', 5, 25, 0.5, {}],
  ['claude-sonnet-5', 2, 10, 0.2, {}],
  ['claude-opus-4-8', 5, 25, 0.5, {}],
  ['claude-sonnet-4-6', 3, 15, 0.3, {}],
  ['claude-haiku-4-5-20251001', 1, 5, 0.1, {}],
] as const;

const MILLION = 1_000_000;

let sim: ClaudeSim;
let claude: Claude;

beforeAll(async () => {
  sim = await startClaudeSim({ engine: 'digest', latencyMs: 0, tokensPerSecond: 0 });
  claude = createClaude({ apiKey: 'sk-test', baseUrl: sim.url, deadlineMs: 30_000 });
});

afterAll(async () => {
  await claude.close();
  await sim.stop();
});

describe.each(published)('%s', (id, inputUsd, outputUsd, readUsd, turnedDown) => {
  const model = findModel(id);

  test('costs what was published, and half of it in a batch', () => {
    const { prices } = model;
    const cost = (used: Partial<TokenUsage>): number =>
      costMicroUsd({ ...plainUsage(0, 0), ...used }, prices);
    expect(cost({ inputTokens: MILLION })).toBe(inputUsd * MILLION);
    expect(cost({ outputTokens: MILLION })).toBe(outputUsd * MILLION);
    expect(cost({ cacheReadTokens: MILLION })).toBe(readUsd * MILLION);
    expect(cost({ cacheWrite5mTokens: MILLION })).toBe(inputUsd * 1.25 * MILLION);
    expect(cost({ cacheWrite1hTokens: MILLION })).toBe(inputUsd * 2 * MILLION);
    const page = plainUsage(5_556, 1_500);
    expect(callCostMicroUsd(model, page, 'batch') * 2).toBe(callCostMicroUsd(model, page));
  });

  test('is asked for text in exactly these words', () => {
    expect(aRequest(model, text)).toEqual({
      model: id,
      max_tokens: 1_000,
      messages: [
        {
          role: 'user',
          content: [imageBlock(), { type: 'text', text: 'Transcribe.' }],
        },
      ],
      ...turnedDown,
    });
  });

  test('is asked for data with the context first and the schema beside it', () => {
    const format = { type: 'json_schema', schema };
    expect(aRequest(model, data)).toEqual({
      model: id,
      max_tokens: 1_000,
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'An invoice.' },
            imageBlock(),
            { type: 'text', text: 'Extract.' },
          ],
        },
      ],
      ...turnedDown,
      output_config: { ...('output_config' in turnedDown ? turnedDown.output_config : {}), format },
    });
  });

  test('takes both, and they cost what the bill says', async () => {
    for (const prompt of [text, data]) {
      sim.clearAudit();
      const outcome = await claude.call(aRequest(model, prompt), new AbortController().signal);
      if (outcome.kind !== 'accepted') throw new Error(JSON.stringify(outcome));
      const { usage } = outcome.answer;
      if (usage === null) throw new Error('no usage');
      expect(callCostMicroUsd(model, usage)).toBe(sim.audit().bill.micro_usd);
    }
  });
});

describe('a model', () => {
  test('with a step in its prices costs more only above it', () => {
    const model = findModel('claude-haiku-5-5');
    expect(pricesFor(model, 100_000)).toMatchObject({ input: 100_000, output: 500_000 });
    expect(pricesFor(model, 100_001)).toMatchObject({ input: 500_000, output: 2_500_000 });
    // Decided by the whole prompt, however much of it came out of the cache.
    const cached = { ...plainUsage(1, 0), cacheReadTokens: 100_000 };
    expect(callCostMicroUsd(model, cached)).toBe(5_001);
    const plain = findModel('claude-sonnet-5-5');
    expect(pricesFor(plain, 900_000)).toEqual(plain.prices);
  });

  test('is found by its alias, and billed as what it is', () => {
    expect(findModel('claude-haiku-4-5').id).toBe('claude-haiku-4-5-20251001');
  });

  test.each(['claude-sonnet-4-5-20250514', 'gpt-5', '', 'constructor', '__proto__'])(
    'called %j has no price, and is never called',
    (id) => {
      expect(() => findModel(id)).toThrow(expect.objectContaining({ code: 'model_not_priced' }));
    },
  );

  test('is never asked for more output than it can give', () => {
    const model = findModel('claude-haiku-4-5');
    expect(aRequestOf(model, 1_000_000).max_tokens).toBe(64_000);
  });
});

function aRequestOf(
  model: ReturnType<typeof findModel>,
  maxTokens: number,
): ReturnType<typeof pageRequest> {
  return pageRequest({ model, pictures: [picture], prompt: text, maxTokens });
}

function imageBlock(): object {
  return {
    type: 'image',
    source: { type: 'base64', media_type: 'image/jpeg', data: picture.bytes.toString('base64') },
    transformations: { oversized_image: 'error' },
  };
}

test('a refusal before any output is not charged, one after some is, and so is an empty answer', () => {
  expect(isCharged('refusal', plainUsage(300, 0))).toBe(false);
  expect(isCharged('refusal', plainUsage(300, 1))).toBe(true);
  expect(isCharged('end_turn', plainUsage(300, 0))).toBe(true);
});

test('a table of other prices carries another version', () => {
  const table = published.map(([id]) => [id, findModel(id).prices, findModel(id).longPrompt]);
  const digest = createHash('sha256').update(JSON.stringify(table)).digest('hex').slice(0, 12);
  // When this fails: give PRICE_TABLE_VERSION the day of the new prices, then write both down here.
  expect([PRICE_TABLE_VERSION, digest]).toEqual(['2026-10-08', 'dd925f1255a5']);
});

describe('limits configured by model', () => {
  test('count for the group that shares them, under an alias too', () => {
    const limits = { rpm: 1, itpm: 2, otpm: 3 };
    expect(limitsByGroup({ 'claude-haiku-4-5': limits, 'claude-sonnet-4-6': limits })).toEqual({
      'claude-haiku-4-5': limits,
      'claude-sonnet-4': limits,
    });
  });

  test('of a model that is not in the table stop the process, for they were meant for another', () => {
    expect(() => limitsByGroup({ 'claude-haiku-55': {} })).toThrow('claude-haiku-55');
  });
});

test('parts of one page are sent under labels, and said to be one page', () => {
  const model = findModel('claude-haiku-5-5');
  const request = pageRequest({ model, pictures: [picture, picture], prompt: data, maxTokens: 10 });
  const content = request.messages[0]?.content;
  expect(
    Array.isArray(content) && content.map((block) => ('text' in block ? block.text : block.type)),
  ).toEqual([
    'An invoice.',
    'Image 1:',
    'image',
    'Image 2:',
    'image',
    expect.stringMatching(/^The 2 images are parts of one page, .* Extract\.$/),
  ]);
});

test('a page of PDF is sent as a document, which takes no transformations', () => {
  const model = findModel('claude-haiku-5-5');
  const page = { bytes: Buffer.from('%PDF-1.7'), mediaType: 'application/pdf' } as const;
  const { messages } = pageRequest({ model, pictures: [page], prompt: text, maxTokens: 10 });
  expect(messages[0]?.content).toEqual([
    {
      type: 'document',
      source: { type: 'base64', media_type: 'application/pdf', data: 'JVBERi0xLjc=' },
    },
    { type: 'text', text: 'Transcribe.' },
  ]);
});

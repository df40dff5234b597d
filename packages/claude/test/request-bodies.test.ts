import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { type ClaudeSim, startClaudeSim } from '@quire/claude-sim';
import {
  builtInPresets,
  type DocumentOptions,
  mergePrompt,
  pagePrompt,
  type PagePrompt,
  parseJson,
  pictureLabel,
  wholePrompt,
} from '@quire/domain';
import { createClaude, findModel, pageRequest, wholeRequest } from '../src/index.ts';
import { picture } from './a-request.ts';

jest.setTimeout(60_000);

const schema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  type: 'object',
  properties: {
    reading: { type: 'number', minimum: 0 },
    unit: { $ref: '#/definitions/unit' },
  },
  required: ['reading'],
  definitions: { unit: { type: 'string', enum: ['kWh', 'm3'] } },
};

/** Each task in each of its ways, and each preset, by the name of its snapshot. */
const asked: readonly (readonly [name: string, options: DocumentOptions])[] = [
  ['transcribe', {}],
  ['transcribe, other defaults', { transcribe: { headers_footers: 'drop', figures: 'describe' } }],
  ['transcribe, own words', { prompt: 'Write down the poem.', context: 'A school magazine.' }],
  ['extract', { task: 'extract', schema }],
  ['extract, own words', { schema, prompt: 'Read the meter.', context: 'A photo of a meter.' }],
  ['ask', { task: 'ask', prompt: 'How many doors has the house?' }],
  ['ask for data', { task: 'ask', prompt: 'What does the meter show?', schema }],
  // What compares takes several pictures: see below.
  ...[...builtInPresets.values()]
    .filter(({ task }) => task !== 'compare')
    .map(({ name }) => [`preset ${name}`, { preset: name }] as const),
];

function bodyOf(options: DocumentOptions): ReturnType<typeof pageRequest> {
  const model = findModel('claude-haiku-5-5');
  return pageRequest({
    model,
    pictures: [picture],
    prompt: pagePrompt(options),
    maxTokens: 16_000,
  });
}

/** The body as it is sent, but for the picture's bytes. */
function shown(body: ReturnType<typeof pageRequest>): unknown {
  const data = picture.bytes.toString('base64');
  return parseJson(JSON.stringify(body).replaceAll(data, '(the picture)'));
}

describe('the body of a request', () => {
  test.each(asked)('of %s is the one on record', (name, options) => {
    expect(shown(bodyOf(options))).toMatchSnapshot(name);
  });

  test.each(asked)(
    'of %s has the picture before the question, and nothing sampled',
    (_name, options) => {
      const body = bodyOf(options);
      const [{ content } = { content: [] }] = body.messages;
      const kinds = Array.isArray(content) ? content.map(({ type }) => type) : [];
      expect(kinds).toEqual([...(options.context ? ['text'] : []), 'image', 'text']);
      for (const field of ['temperature', 'top_p', 'top_k', 'tools', 'tool_choice', 'stream']) {
        expect(body).not.toHaveProperty(field);
      }
      expect(body.messages.map(({ role }) => role)).toEqual(['user']);
      expect(JSON.stringify(body)).not.toMatch(/citations|cache_control/);
    },
  );
});

test('a picture by its address is named, and may be shrunk, for nobody here knows its size', () => {
  const url = 'https://example.com/a.png';
  const body = pageRequest({
    model: findModel('claude-haiku-5-5'),
    pictures: [{ bytes: Buffer.from(url), mediaType: 'text/uri-list' }],
    prompt: pagePrompt({}),
    maxTokens: 16_000,
  });
  const [{ content } = { content: [] }] = body.messages;
  expect(content[0]).toEqual({ type: 'image', source: { type: 'url', url } });
});

/** Requests about several pictures, and over pages' answers. */
const wholes: readonly (readonly [name: string, body: ReturnType<typeof wholeRequest>])[] = [
  ['compare, own words', aComparison({ task: 'compare', context: 'Two drafts of a poster.' })],
  ['preset ui-diff', aComparison({ preset: 'ui-diff' })],
  ['extract from a document', aDocument({ task: 'extract', scope: 'document', schema })],
  ['merge of extracts', aMerge({ task: 'extract', scope: 'document', schema })],
  ['merge of answers', aMerge({ task: 'ask', scope: 'document', prompt: 'Who signs?' })],
];

function aComparison(options: DocumentOptions): ReturnType<typeof wholeRequest> {
  return wholeOf(wholePrompt(options), [
    { label: pictureLabel(options, 1), picture },
    { label: pictureLabel(options, 2), picture },
  ]);
}

function aDocument(options: DocumentOptions): ReturnType<typeof wholeRequest> {
  return wholeOf(wholePrompt(options), [
    { label: pictureLabel(options, 3, { number: 1, of: 2 }), picture },
    { label: pictureLabel(options, 3, { number: 2, of: 2 }), picture },
    { label: pictureLabel(options, 5), picture },
  ]);
}

function aMerge(options: DocumentOptions): ReturnType<typeof wholeRequest> {
  return wholeOf(mergePrompt(options), [
    { label: 'Page 1:', text: '{"reading":12,"unit":"kWh"}' },
    { label: 'Page 2:', text: '{"reading":40,"unit":"kWh"}' },
  ]);
}

function wholeOf(
  prompt: PagePrompt,
  parts: Parameters<typeof wholeRequest>[0]['parts'],
): ReturnType<typeof wholeRequest> {
  return wholeRequest({ model: findModel('claude-haiku-5-5'), parts, prompt, maxTokens: 16_000 });
}

describe('the body of a request about a whole document', () => {
  test.each(wholes)('of %s is the one on record', (name, body) => {
    expect(shown(body)).toMatchSnapshot(name);
  });

  test.each(wholes)('of %s has each part under its label, and the question last', (_name, body) => {
    const [{ content } = { content: [] }] = body.messages;
    const blocks = Array.isArray(content) ? content : [];
    const labels = blocks.flatMap((block) =>
      block.type === 'text' && /^(Image|Page) \d+(, part \d of \d)?:$/.test(block.text)
        ? [block.text]
        : [],
    );
    expect(labels.length).toBeGreaterThan(1);
    expect(new Set(labels).size).toBe(labels.length);
    expect(blocks.at(-1)?.type).toBe('text');
    expect(blocks.length % 2).toBe(blocks[0] && labels.includes(textOf(blocks[0])) ? 1 : 0);
  });
});

function textOf(block: { readonly type: string; readonly text?: string }): string {
  return block.text ?? '';
}

describe('the stand-in, which is stricter than the API,', () => {
  let sim: ClaudeSim;
  beforeAll(async () => {
    sim = await startClaudeSim({ engine: 'digest', latencyMs: 0, tokensPerSecond: 0 });
  });
  afterAll(() => sim.stop());

  const bodies = [...asked.map(([name, options]) => [name, bodyOf(options)] as const), ...wholes];

  test.each(bodies)('takes %s, and answers in its form', async (_name, body) => {
    const claude = createClaude({ apiKey: 'sk-test', baseUrl: sim.url, deadlineMs: 30_000 });
    const outcome = await claude.call(body, new AbortController().signal);
    expect(outcome).toMatchObject({ kind: 'accepted', answer: { stopReason: 'end_turn' } });
    const answered = outcome.kind === 'accepted' ? outcome.answer.text : '';
    const wanted = body.output_config?.format?.schema['required'];
    const given: unknown = parseJson(answered);
    const fields = new Set(typeof given === 'object' && given !== null ? Object.keys(given) : []);
    const missing = (Array.isArray(wanted) ? wanted : []).filter(
      (name) => !fields.has(String(name)),
    );
    expect(missing).toEqual([]);
    expect(answered.length).toBeGreaterThan(0);
  });
});

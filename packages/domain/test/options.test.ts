import { describe, expect, test } from '@jest/globals';
import {
  builtInPresets,
  documentOptions,
  documentOptionsWith,
  type Preset,
  resolveOptions,
  schemaOf,
  taskOf,
} from '../src/index.ts';

/** The door of a server without presets of its own. */
const door = documentOptionsWith(builtInPresets);

/** Refusals as `path: message`. */
function refusals(options: unknown): string[] {
  const read = door.safeParse(options);
  return (read.error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

/** The fields that are refused. */
function refused(options: unknown): string[] {
  const read = door.safeParse(options);
  return (read.error?.issues ?? []).map((issue) =>
    issue.code === 'unrecognized_keys' ? issue.keys.join(',') : issue.path.join('.'),
  );
}

function entries(count: number): Record<string, number> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, index]));
}

describe('options', () => {
  test('ask for a patch where the page is written down in our words, and nowhere else', () => {
    expect(refused({ mode: 'patch' })).toEqual([]);
    expect(refused({ mode: 'patch', preset: 'markdown', transcribe: {} })).toEqual([]);
    for (const other of [{ preset: 'text' }, { prompt: 'Mine.' }, { preset: 'invoice' }]) {
      expect(refused({ mode: 'patch', ...other })).toEqual(['mode']);
      expect(refused({ mode: 'full', ...other })).toEqual([]);
    }
  });

  test('may be none: a transcription is meant', () => {
    const options = documentOptions.parse({});
    expect(options).toEqual({});
    expect(taskOf(options)).toBe('transcribe');
  });

  test('are kept as they were sent', () => {
    const options = {
      task: 'extract',
      prompt: 'Read the meter.',
      context: 'A gas bill.',
      schema: { type: 'object', properties: { kWh: { type: 'number' } } },
      model: 'claude-haiku-5-5',
      max_tokens: 4_000,
      pages: '1-5,8',
      max_pages: 20,
      resolution: 150,
      lane: 'realtime',
      on_page_error: 'fail',
      webhook: {
        url: 'https://example.com/hook',
        secret: `whsec_${'a'.repeat(32)}`,
        events: ['document.failed'],
      },
      metadata: { order: 7, paid: true, note: null, name: 'x' },
    };
    expect(documentOptions.parse(options)).toEqual(options);
  });

  test('take a page as a PDF by two names, but not against each other', () => {
    for (const options of [{ picture: 'pdf' }, { resolution: 'pdf' }, { picture: 'image' }]) {
      expect(documentOptions.parse(options)).toEqual(options);
    }
    expect(documentOptions.parse({ picture: 'pdf', resolution: 'pdf' })).toBeTruthy();
    expect(refusals({ picture: 'image', resolution: 'pdf' })).toEqual([
      'resolution: is "pdf", which an image cannot be: leave one of the two out',
    ]);
  });

  test('take a picture by its address, but for nothing that has to be made here', () => {
    expect(documentOptions.parse({ picture: 'url', resolution: 'auto' })).toBeTruthy();
    for (const asked of [{ resolution: 150 }, { orient: true }, { mode: 'patch' }]) {
      expect(refusals({ picture: 'url', ...asked })).toEqual([
        `${Object.keys(asked)[0]}: is for pictures that are made here, and picture is "url": leave one of them out`,
      ]);
    }
  });

  test.each([
    ['picture', 'png'],
    ['task', 'summarise'],
    ['task', 'constructor'],
    ['preset', 'receipts'],
    ['preset', 'Invoice'],
    ['preset', '../invoice'],
    ['preset', 'constructor'],
    ['preset', '__proto__'],
    ['prompt', ''],
    ['prompt', 'x'.repeat(20_001)],
    ['context', 7],
    ['schema', []],
    ['transcribe', 'all'],
    ['scope', 'chapter'],
    ['model', ''],
    ['strong_model', 'x'.repeat(101)],
    ['max_tokens', 0],
    ['max_tokens', 1.5],
    ['max_tokens', 64_001],
    ['max_tokens', '100'],
    ['pages', '5-1'],
    ['pages', '1,'.repeat(1_000) + '1'],
    ['max_pages', 10_001],
    ['max_pages', 0],
    ['resolution', 17],
    ['resolution', 601],
    ['resolution', 'high'],
    ['orient', 'yes'],
    ['lane', 'fast'],
    ['deadline', 'tomorrow'],
    ['priority', 10],
    ['priority', -1],
    ['on_page_error', 'ignore'],
    ['budget_usd', 0],
    ['budget_usd', -1],
    ['metadata', 'x'],
    ['metadata', null],
  ])('refuse %s %j', (field, value) => {
    expect(refused({ [field]: value })).toContain(field);
  });

  test.each([
    ['webhook.url', { url: 'ftp://example.com' }],
    ['webhook.url', { url: 'javascript:alert(1)' }],
    ['webhook.url', { url: 'not a url' }],
    ['webhook.url', { url: `https://example.com/${'x'.repeat(2_048)}` }],
    ['webhook.url', {}],
    ['webhook.secret', { url: 'https://a.example', secret: 'hunter2' }],
    ['webhook.secret', { url: 'https://a.example', secret: 'whsec_short' }],
    ['webhook.secret', { url: 'https://a.example', secret: `whsec_${'a'.repeat(32)} hunter2` }],
    [
      'webhook.secret',
      {
        url: 'https://a.example',
        secret: Array(5)
          .fill(`whsec_${'a'.repeat(32)}`)
          .join(' '),
      },
    ],
    ['webhook.events', { url: 'https://a.example', events: [] }],
    ['webhook.events.0', { url: 'https://a.example', events: ['page.done'] }],
  ])('refuse %s of webhook %j', (field, webhook) => {
    expect(refused({ webhook })).toContain(field);
  });

  test.each([
    [{ wait: true }, 'wait'],
    [{ constructor: 1 }, 'constructor'],
    [{ toString: 1 }, 'toString'],
    [{ hasOwnProperty: 1 }, 'hasOwnProperty'],
  ])('refuse what they do not know: %j', (options, name) => {
    expect(refused(options)).toEqual([name]);
  });

  test('take several secrets of a webhook, while one is replaced', () => {
    const secret = `whsec_${'a'.repeat(32)}, whsec_${'b'.repeat(32)} whsec_${'c'.repeat(32)}`;
    const options = { webhook: { url: 'https://a.example', secret } };
    expect(documentOptions.parse(options)).toEqual(options);
  });

  test('refuse unknown fields inside a webhook', () => {
    expect(refusals({ webhook: { url: 'https://a.example', retries: 3 } })).toHaveLength(1);
  });

  test.each([
    ['transcribe.headers_footers', { headers_footers: 'maybe' }],
    ['transcribe.figures', { figures: true }],
    ['margins', { margins: 'keep' }],
  ])('refuse %s of transcribe %j', (field, transcribe) => {
    expect(refused({ transcribe })).toEqual([field]);
  });

  test('from JSON with "__proto__" in it reach no prototype', () => {
    const hostile: unknown = JSON.parse(
      '{"__proto__":{"task":"compare","polluted":1},"metadata":{"__proto__":"x","ok":1}}',
    );
    const read = documentOptions.safeParse(hostile);
    expect({}).not.toHaveProperty('polluted');
    // Refused, or left out: never a task, never an inherited field.
    expect(read.data?.task).toBeUndefined();
    expect(read.data ?? {}).not.toHaveProperty('polluted');
    expect(Object.getPrototypeOf(read.data?.metadata ?? {})).toBe(Object.prototype);
  });

  test.each([null, undefined, [], 'x', 7])('refuse %j in place of an object', (given) => {
    expect(documentOptions.safeParse(given).success).toBe(false);
  });

  test('hold 32 entries of metadata and no more, of text, number, truth or null', () => {
    expect(refused({ metadata: entries(32) })).toEqual([]);
    expect(refusals({ metadata: entries(33) })).toEqual(['metadata: takes at most 32 keys']);
    expect(refused({ metadata: { ['k'.repeat(65)]: 1 } })).toHaveLength(1);
    expect(refused({ metadata: { k: 'x'.repeat(513) } })).toEqual(['metadata.k']);
    expect(refused({ metadata: { k: { deep: 1 } } })).toEqual(['metadata.k']);
  });
});

describe('a task', () => {
  test('extract needs a schema, its own or its preset’s', () => {
    expect(refusals({ task: 'extract' })).toEqual(['schema: is needed for task "extract"']);
    expect(refusals({ preset: 'invoice' })).toEqual([]);
    const own = { type: 'object' };
    expect(schemaOf({ preset: 'invoice', schema: own })).toBe(own);
    expect(schemaOf({ preset: 'markdown' })).toBeUndefined();
  });

  test('ask needs a prompt', () => {
    expect(refusals({ task: 'ask' })).toEqual(['prompt: is needed for task "ask"']);
    expect(refusals({ task: 'ask', prompt: 'How many doors?' })).toEqual([]);
  });

  test('that is named stands before the preset’s, whose schema then is not meant', () => {
    expect(taskOf({ preset: 'invoice' })).toBe('extract');
    expect(taskOf({ preset: 'invoice', task: 'transcribe' })).toBe('transcribe');
    expect(schemaOf({ preset: 'invoice', task: 'transcribe' })).toBeUndefined();
  });

  test('that is not named is extract where a schema is given', () => {
    const schema = { type: 'object', properties: { a: { type: 'string' } } };
    expect(taskOf({ schema })).toBe('extract');
    expect(refusals({ schema })).toEqual([]);
  });

  test('ask may bring a schema too', () => {
    const schema = { type: 'object', properties: { doors: { type: 'integer' } } };
    expect(refusals({ task: 'ask', prompt: 'How many doors?', schema })).toEqual([]);
    expect(schemaOf({ task: 'ask', schema })).toBe(schema);
  });

  test('refuses what it would not look at', () => {
    const schema = { type: 'object', properties: { a: { type: 'string' } } };
    expect(refused({ task: 'transcribe', schema })).toEqual(['schema']);
    expect(refused({ preset: 'markdown', schema })).toEqual(['schema']);
    expect(refused({ preset: 'invoice', transcribe: { figures: 'describe' } })).toEqual([
      'transcribe',
    ]);
    expect(refused({ preset: 'text', transcribe: { figures: 'describe' } })).toEqual([]);
  });
});

describe('a schema', () => {
  test('that cannot be asked for is refused where it cannot', () => {
    const properties = { a: { type: 'array', items: {} }, b: { $ref: '#' } };
    expect(refused({ task: 'extract', schema: { type: 'object', properties } })).toEqual([
      'schema.properties.a.items',
      'schema.properties.b.$ref',
    ]);
  });
});

describe('a preset', () => {
  const own: Preset = {
    name: 'meter',
    title: 'Meter',
    description: 'What a meter shows.',
    task: 'extract',
    prompt: 'Read the meter.',
    schema: { type: 'object', properties: { kWh: { type: 'number' } } },
    defaults: { resolution: 150, context: 'A photo.', max_tokens: 500 },
  };
  const presets = new Map([...builtInPresets, [own.name, own]]);

  test('of a server is known to that server alone, and left to it by a client', () => {
    expect(documentOptionsWith(presets).safeParse({ preset: 'meter' }).success).toBe(true);
    expect(refusals({ preset: 'meter' })).toEqual([
      expect.stringMatching(/^preset: is no preset of this server: .*"markdown", "text"/),
    ]);
    expect(documentOptions.safeParse({ preset: 'meter' }).success).toBe(true);
    const pointless = { preset: 'meter', deadline: '2030-01-01T00:00:00Z' };
    expect(documentOptions.safeParse(pointless).success).toBe(false);
  });

  test('is written out with all it stands for, below what the document says itself', () => {
    const resolved = resolveOptions({ preset: 'meter', resolution: 300 }, presets);
    expect(resolved).toEqual({
      preset: 'meter',
      task: 'extract',
      prompt: own.prompt,
      schema: own.schema,
      context: 'A photo.',
      max_tokens: 500,
      resolution: 300,
    });
  });

  test.each([
    [{}],
    [{ preset: 'meter', prompt: 'Mine.' }],
    [{ preset: 'text' }],
    [{ preset: 'text', prompt: 'Mine.' }],
    [{ preset: 'text', transcribe: { headers_footers: 'drop' as const } }],
    [{ preset: 'meter', task: 'transcribe' as const }],
    [{ task: 'ask' as const, prompt: 'Why?' }],
  ])('once written out needs no folder any more: %j', (options) => {
    const resolved = resolveOptions(options, presets);
    expect(resolveOptions(resolved, new Map())).toEqual(resolved);
    expect(resolveOptions(resolved, presets)).toEqual(resolved);
  });

  test('leaves its words out for another task', () => {
    const resolved = resolveOptions({ preset: 'meter', task: 'transcribe' }, presets);
    expect(resolved.prompt).toMatch(/^Transcribe this page/);
    expect(resolved.schema).toBeUndefined();
  });

  test('is stored without the dialect of the client’s schema, which the validator may not know', () => {
    const schema = { $schema: 'http://json-schema.org/draft-07/schema#', type: 'string' };
    expect(resolveOptions({ schema }, presets).schema).toEqual({ type: 'string' });
  });
});

describe('a deadline', () => {
  test('is for the lane that keeps it', () => {
    const deadline = '2030-01-01T00:00:00Z';
    expect(refusals({ lane: 'auto', deadline })).toEqual([]);
    const refusal = [expect.stringMatching('^deadline: is for lane')];
    for (const lane of ['realtime', 'batch', undefined]) {
      expect(refusals({ lane, deadline })).toEqual(refusal);
    }
  });

  test('is refused beside all other mistakes', () => {
    const options = { task: 'compare', scope: 'page', deadline: '2030-01-01T00:00:00Z' };
    expect(refused(options)).toEqual(['scope', 'deadline']);
  });
});

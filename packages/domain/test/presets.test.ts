import { describe, expect, test } from '@jest/globals';
import { checkSchema } from '@quire/claude-sim';
import { builtInPresets, documentOptionsWith, pagePrompt, parsePreset } from '../src/index.ts';
import { adaptSchema } from '../src/schema/adapt-schema.ts';

const all = [...builtInPresets.values()];
const own = {
  title: 'Delivery note',
  description: 'Number and parcels of a delivery note.',
  task: 'extract',
  prompt: 'Read this delivery note.',
  schema: { type: 'object', properties: { parcels: { type: 'integer', minimum: 0 } } },
};

/** The lines that a file of this content is answered with. */
function mistakes(content: unknown, name = 'delivery-note'): readonly string[] {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  const parsed = parsePreset(name, text);
  return parsed.isPreset ? [] : parsed.mistakes;
}

describe('the built-in presets', () => {
  test('are those that are promised, under their own names', () => {
    expect([...builtInPresets.keys()].toSorted()).toEqual(
      (
        'chart contract form handwriting id-document invoice markdown medical-claim ' +
        'product-photo receipt table text ui-diff'
      ).split(' '),
    );
    for (const [name, preset] of builtInPresets) expect(preset.name).toBe(name);
  });

  test.each(all)('$name would pass as a file of an own preset', (preset) => {
    const content = Object.entries(preset).filter(([field]) => field !== 'name');
    expect(mistakes(Object.fromEntries(content))).toEqual([]);
  });

  test.each(all.filter(({ schema }) => schema))(
    '$name has a schema that is sent as it is',
    (preset) => {
      const schema = preset.schema ?? {};
      expect(() => checkSchema(schema)).not.toThrow();
      expect(adaptSchema(schema)).toEqual({ isAdapted: true, schema });
    },
  );

  test.each(all)('$name asks for one page in words of its own', ({ name, task, prompt }) => {
    const asked = pagePrompt({ preset: name });
    expect(asked.instruction).toContain(prompt);
    expect(asked.instruction).toMatch(/never an instruction to you/);
    expect(asked.schema !== undefined).toBe(task !== 'transcribe');
  });

  test('may be named by a document, all of them', () => {
    const options = documentOptionsWith(builtInPresets);
    expect(all.filter(({ name }) => !options.safeParse({ preset: name }).success)).toEqual([]);
  });

  test('that extract say what is to stand where nothing can be read', () => {
    const asking = all.filter(({ task }) => task === 'extract');
    const silent = asking.filter(({ prompt }) => !/\bnull\b|\[illegible\]/.test(prompt));
    expect(asking.length).toBeGreaterThan(5);
    expect(silent).toEqual([]);
  });
});

describe('an own preset', () => {
  test('is named by its file', () => {
    expect(parsePreset('delivery-note', JSON.stringify(own))).toEqual({
      isPreset: true,
      preset: { name: 'delivery-note', ...own },
    });
  });

  test('with several mistakes is told all of them, and where', () => {
    const { prompt: _, ...rest } = own;
    const wrong = {
      ...rest,
      task: 'summarise',
      words: 'x',
      defaults: { max_tokens: 0, pages: '1' },
    };
    const told = mistakes(wrong, 'Delivery Note');
    for (const place of [
      'its name ',
      '/task ',
      '/prompt ',
      '/defaults/max_tokens ',
      '"words"',
      '"pages"',
    ]) {
      expect(told).toContainEqual(expect.stringContaining(place));
    }
    expect(told).toHaveLength(6);
  });

  test.each([
    ['is not JSON', '{', /^is not JSON$/],
    ['is no object', [own], /^the file /],
    ['has a name that is taken', own, /built-in preset/, 'invoice'],
    ['has a name that is a path', own, /its name/, '../x'],
    ['extracts without a schema', { ...own, schema: undefined }, /^\/schema is needed/],
    ['transcribes into a schema', { ...own, task: 'transcribe' }, /^\/schema is not for task/],
    [
      'has a schema that cannot be asked for',
      { ...own, schema: { type: 'object', properties: { 'a/b': {} } } },
      /^\/schema\/properties\/a~1b takes|^\/schema\/properties\/a~1b says nothing of its type/,
    ],
    [
      'says how to transcribe without transcribing',
      { ...own, defaults: { transcribe: {} } },
      /^\/defaults\/transcribe is not for task "extract"$/,
    ],
  ])('that %s is refused', (_what, content, line, name = 'delivery-note') => {
    expect(mistakes(content, name)).toEqual([expect.stringMatching(line)]);
  });
});

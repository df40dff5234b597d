import { expect, test } from '@jest/globals';
import { modelSettings } from '../src/model-settings.ts';

test('a setting that names a model without a price is a mistake, and says where prices are', () => {
  expect(modelSettings.QUIRE_MODEL('claude-haiku-5-5')).toEqual([]);
  expect(modelSettings.QUIRE_MODEL('nope')).toEqual([
    expect.stringMatching(/^takes a model with a price: .*models\.ts.*nope is none of/),
  ]);
  const one = { rpm: 1, itpm: 1, otpm: 1 };
  expect(modelSettings.QUIRE_LIMITS({ 'claude-haiku-5-5': one })).toEqual([]);
  expect(modelSettings.QUIRE_LIMITS({ nope: one, 'claude-haiku-5-5': one, gpt: one })).toHaveLength(
    2,
  );
});

import { expect, test } from '@jest/globals';
import { apiConfig, readConfig } from '../src/index.ts';

test('one tenant may have several keys, and no key two tenants', () => {
  const keys = 'aa:key-number-1,aa:key-number-2,bb:key-number-3,aa:key-number-1';
  expect(readConfig({ QUIRE_API_KEYS: keys }, apiConfig).QUIRE_API_KEYS).toHaveLength(4);
  const shared = { QUIRE_API_KEYS: `${keys},bb:key-number-2`, QUIRE_MODEL: 'x' };
  expect(() => readConfig(shared, apiConfig)).toThrow(
    'QUIRE_API_KEYS: takes a key for one tenant alone: aa and bb have the same',
  );
  for (const wrong of ['key-number-1', ':key-number-1', 'aa:', 'aa:key-number-1,', 'aa:short']) {
    expect(() => readConfig({ QUIRE_API_KEYS: wrong }, apiConfig)).toThrow(/takes tenant:key/);
  }
});

test('what others know of a value stands in the same list, and is not asked of a value without shape', () => {
  const asked: unknown[] = [];
  const checks = {
    QUIRE_MODEL: (id: string) => (id === 'nope' ? ['takes a model with a price'] : []),
    QUIRE_LIMITS: (limits: object) => {
      asked.push(limits);
      return [];
    },
    QUIRE_SPOOL: () => ['is no variable of this role'],
  };
  const environment = { QUIRE_MODEL: 'nope', QUIRE_LIMITS: '5', QUIRE_PORT: 'x' };
  expect(() => readConfig(environment, apiConfig, checks)).toThrow(
    /QUIRE_LIMITS: takes JSON[^]*QUIRE_PORT: takes[^]*QUIRE_MODEL: takes a model with a price$/,
  );
  expect(asked).toEqual([]);
  expect(readConfig({}, apiConfig, checks).QUIRE_MODEL).toBe('claude-haiku-5-5');
  expect(asked).toEqual([{}]);
});

import { expect, test } from '@jest/globals';
import { type Environment, readConfig, visionConfig } from '../src/index.ts';

const read = (environment: Environment) =>
  readConfig({ ANTHROPIC_API_KEY: 'sk-test', ...environment }, visionConfig);

test('budgets are by tenant, in dollars a day and a month, and nothing else', () => {
  const caps = { acme: { day_usd: 20.5, month_usd: 300 }, '*': { day_usd: 5 } };
  expect(read({ QUIRE_BUDGETS: JSON.stringify(caps) }).QUIRE_BUDGETS).toEqual(caps);
  for (const wrong of [
    '5',
    '{"acme":5}',
    '{"*":{"day_usd":0}}',
    '{"*":{"day_usd":"5"}}',
    '{"*":{"year_usd":5}}',
  ]) {
    expect(() => read({ QUIRE_BUDGETS: wrong })).toThrow(
      'QUIRE_BUDGETS: takes JSON such as {"acme":{"day_usd":20,"month_usd":300},"*":{"day_usd":5}}',
    );
  }
});

test.each([
  ['QUIRE_CACHE_TTL_S', 0, 2_678_400],
  ['QUIRE_CACHE_MAX_MB', 1, 100_000],
  ['QUIRE_LEDGER_RETENTION_S', 86_400, 315_360_000],
] as const)('%s takes a whole number from %d to %d', (name, least, most) => {
  for (const right of [least, most]) {
    expect(read({ [name]: String(right) })).toMatchObject({ [name]: right });
  }
  for (const wrong of [least - 1, most + 1, 'much']) {
    expect(() => read({ [name]: String(wrong) })).toThrow(
      `${name}: takes a whole number from ${least} to ${most}`,
    );
  }
});

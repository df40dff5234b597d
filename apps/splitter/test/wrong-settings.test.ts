import { expect, test } from '@jest/globals';
import { runWrongly } from '@quire/testkit';

test('a wrong environment ends the process before anything is opened, with every mistake by its name', () => {
  const env = { QUIRE_MODEL: 'nope', QUIRE_HEALTH_PORT: 'x' };
  const ended = runWrongly(new URL('../src/main.ts', import.meta.url), env);
  expect(ended).toMatchObject({ status: 2, stdout: '' });
  expect(ended.stderr).toMatch(
    /^The environment is wrong:\n {2}QUIRE_HEALTH_PORT: takes a whole number.*\n {2}QUIRE_MODEL: .*nope is none of/,
  );
});

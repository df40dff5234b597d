import { expect, test } from '@jest/globals';
import { runWrongly } from '@quire/testkit';

test('a wrong environment ends the process before anything is opened, with every mistake by its name', () => {
  const env = {
    QUIRE_MODEL: 'nope',
    QUIRE_LIMITS: '{"gpt":{"rpm":1,"itpm":1,"otpm":1}}',
    QUIRE_API_KEYS: 'aa:key-of-both,bb:key-of-both',
  };
  const ended = runWrongly(new URL('../src/main.ts', import.meta.url), env);
  expect(ended).toMatchObject({ status: 2, stdout: '' });
  expect(ended.stderr).toMatch(
    /^The environment is wrong:\n {2}QUIRE_API_KEYS: .*\n {2}QUIRE_MODEL: .*nope.*\n {2}QUIRE_LIMITS: .*gpt/,
  );
});

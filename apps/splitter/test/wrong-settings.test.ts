import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

test('a wrong environment ends the process before anything is opened, with every mistake by its name', () => {
  const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
  const env = { QUIRE_MODEL: 'nope', QUIRE_HEALTH_PORT: 'x' };
  const ended = spawnSync(process.execPath, [main], { env, encoding: 'utf8', timeout: 50_000 });
  expect(ended).toMatchObject({ status: 2, stdout: '' });
  expect(ended.stderr).toMatch(
    /^The environment is wrong:\n {2}QUIRE_HEALTH_PORT: takes a whole number.*\n {2}QUIRE_MODEL: .*nope is none of/,
  );
});

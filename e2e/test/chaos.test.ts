import { execFile } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { ROOT } from '../src/system.ts';

/** Every kind of harm, drawn from a seed; short stops, so that it ends within two minutes. */
const RUN = '--seed 7 --pages 200 --minutes 0.6 --every 2 --stop-s 12 --pause-s 6'.split(' ');

test('two hundred pages survive half a minute of every kind of harm with every promise kept', async () => {
  const { code, said } = await runChaos(RUN);
  // What was said names the promise that broke, and the command that does it again.
  expect(code === 0 ? 'kept' : said).toBe('kept');
  expect(said).not.toContain('BROKEN');
  expect(said.match(/^ +[\d.]+ s {2}[a-z-]+: /gm)?.length).toBeGreaterThan(5);
}, 600_000);

test('a wrong flag is named, with exit code 2', async () => {
  const { code, said } = await runChaos(['--only', 'lightning']);
  expect(code).toBe(2);
  expect(said).toMatch(/--only takes some of kill, .*, not lightning/);
});

function runChaos(flags: readonly string[]): Promise<{ code: unknown; said: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['scripts/chaos.ts', ...flags],
      { cwd: ROOT, maxBuffer: 64 * 1024 * 1024, timeout: 590_000 },
      (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : error.code, said: stdout + stderr }),
    );
  });
}

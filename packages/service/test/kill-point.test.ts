import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

const script = fileURLToPath(new URL('a-doomed-role.ts', import.meta.url));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quire-kill-point-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs the role until it has ended, or has passed every point. */
function run(at: string, marker?: string): { ended: string | number | null; said: string[] } {
  const { signal, status, stderr } = spawnSync(
    process.execPath,
    [script, at, ...(marker === undefined ? [] : [marker])],
    { encoding: 'utf8', timeout: 30_000 },
  );
  const said = [...stderr.matchAll(/"msg":"([^"]*)"|^(killed at .*)$/gm)];
  return { ended: signal ?? status, said: said.map(([, logged, bare]) => logged ?? bare ?? '') };
}

describe('a kill point', () => {
  test('ends the process by SIGKILL at its first passing, after what came before it', () => {
    expect(run('after-intent')).toEqual({
      ended: 'SIGKILL',
      said: ['claimed 1', 'killed at after-intent'],
    });
  });

  test('or at the passing it names', () => {
    expect(run('after-claim:3')).toEqual({
      ended: 'SIGKILL',
      said: ['claimed 1', 'intended 1', 'claimed 2', 'intended 2', 'killed at after-claim'],
    });
  });

  test('waits for a step that nobody else waits for, where it is armed', () => {
    expect(run('after-settle')).toEqual({
      ended: 'SIGKILL',
      said: ['claimed 1', 'intended 1', 'settled 1', 'killed at after-settle'],
    });
    expect(run('').said.slice(0, 4)).toEqual([
      'claimed 1',
      'intended 1',
      'claimed 2',
      'intended 2',
    ]);
  });

  test('is passed when it is not armed, or another is', () => {
    for (const at of ['', 'after-commit']) {
      const { ended, said } = run(at);
      expect([ended, said.length]).toEqual([0, 9]);
    }
  });

  test('is passed by the process that finds the marker of the one before', () => {
    const marker = join(folder, 'killed-once');
    expect(run('after-intent', marker).ended).toBe('SIGKILL');
    expect(existsSync(marker)).toBe(true);
    expect(run('after-intent', marker).ended).toBe(0);
  });

  test('that does not exist stops the process at its start, and says which there are', () => {
    const { status, stderr } = spawnSync(process.execPath, [script, 'after-lunch'], {
      encoding: 'utf8',
    });
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /^QUIRE_KILL_AT: takes NAME or NAME:N, NAME one of after-picture, .*\n$/,
    );
  });
});

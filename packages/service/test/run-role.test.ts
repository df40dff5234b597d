import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, jest, test } from '@jest/globals';
import { startProcess, type StartedProcess } from '@quire/testkit';

jest.setTimeout(40_000);

const script = fileURLToPath(new URL('a-role.ts', import.meta.url));

describe('a role as a process', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)(
    'prints one line when it is ready, and on %s closes what it opened, last first, and ends with 0',
    async (signal) => {
      const role = await start('');
      expect(role.readyLine).toBe('ready http://127.0.0.1:1');
      role.kill(signal);
      expect(await role.exit).toEqual({ code: 0, signal: null });
      expect(role.stdout()).toBe('ready http://127.0.0.1:1\n');
      expect(said(role.stderr())).toEqual([
        'about to start',
        'ending',
        'the second was closed',
        'the first was closed',
        'ended',
      ]);
    },
  );

  test('ends at once on the second signal, whatever does not close', async () => {
    const role = await start('never closes');
    role.kill('SIGTERM');
    await until(() => said(role.stderr()).includes('the second was closed'));
    role.kill('SIGTERM');
    expect(await role.exit).toEqual({ code: 1, signal: null });
  });

  test('closes the rest when one thing does not close, says so, and ends with 0', async () => {
    const role = await start('closing fails');
    role.kill('SIGTERM');
    expect(await role.exit).toEqual({ code: 0, signal: null });
    expect(said(role.stderr())).toEqual(
      expect.arrayContaining(['closing failed', 'the first was closed']),
    );
  });

  test('with a wrong environment ends with 2 and every mistake on stderr, and says nothing else', async () => {
    expect(await runToEnd('wrong environment')).toEqual({
      code: 2,
      stdout: '',
      stderr: 'The environment is wrong:\n  ONE: takes a number\n  TWO: is needed\n',
    });
  });

  test('that cannot start closes what it had opened, says why, and ends with 1', async () => {
    const { code, stdout, stderr } = await runToEnd('cannot start');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(said(stderr)).toEqual([
      'could not start',
      'the second was closed',
      'the first was closed',
    ]);
    expect(stderr).toContain('the port is taken');
  });

  test('ends with 1 and says why when an error was caught by nobody', async () => {
    const role = await start('breaks later');
    expect(await role.exit).toEqual({ code: 1, signal: null });
    expect(role.stderr()).toContain('nobody caught this');
  });

  test('logs JSON lines to stderr alone, each with its role, and no secret', async () => {
    const role = await start('');
    await role.stop();
    for (const line of role.stderr().trim().split('\n')) {
      expect(JSON.parse(line)).toMatchObject({ role: 'test-role', pid: role.pid });
    }
    expect(role.stderr()).not.toContain('sesame');
  });
});

function start(behaviour: string): Promise<StartedProcess> {
  return startProcess({ command: process.execPath, args: [script, behaviour] });
}

function runToEnd(behaviour: string): Promise<{ code: unknown; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [script, behaviour], { env: {} }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : error.code, stdout, stderr });
    });
  });
}

/** The sentences of a log. */
function said(log: string): string[] {
  return [...log.matchAll(/"msg":"([^"]*)"/g)].map(([, message]) => message ?? '');
}

async function until(holds: () => boolean): Promise<void> {
  const deadline = performance.now() + 15_000;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error('it did not come true');
    await sleep(10);
  }
}

import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { startProcess } from '../src/index.ts';

const node = process.execPath;
const READY = `console.log('ready http://127.0.0.1:1'); setInterval(() => undefined, 1000);`;

function script(code: string, more: { env?: Record<string, string>; timeoutMs?: number } = {}) {
  return startProcess({ command: node, args: ['-e', code], ...more });
}

describe('a started process', () => {
  test('is handed over once it says that it is ready', async () => {
    const child = await script(`console.log('loading'); ${READY}`);
    expect(child.readyLine).toBe('ready http://127.0.0.1:1');
    expect(child.stdout()).toContain('loading');
    expect(await child.stop()).toEqual({ code: null, signal: 'SIGTERM' });
    await expect(child.exit).resolves.toEqual({ code: null, signal: 'SIGTERM' });
    expect(isAlive(child.pid)).toBe(false);
  });

  test('sees the environment that it was given, PATH and HOME, and nothing else', async () => {
    const child = await script(
      `console.error(JSON.stringify(Object.keys(process.env))); ${READY}`,
      {
        env: { QUIRE_PREFIX: 'mine' },
      },
    );
    await child.stop();
    const seen: unknown = JSON.parse(child.stderr());
    expect(seen).toEqual(expect.arrayContaining(['HOME', 'PATH', 'QUIRE_PREFIX']));
    expect(seen).toHaveLength(3);
  });

  test('that ends early is an error with its last words', async () => {
    const starting = script(`console.error('REDIS_URL: not a URL'); process.exitCode = 3;`);
    await expect(starting).rejects.toThrow(/code 3 before it was ready[^]*REDIS_URL: not a URL/);
  });

  test('that never gets ready is an error and is gone', async () => {
    const starting = script(`console.log(process.pid); setInterval(() => undefined, 1000)`, {
      timeoutMs: 400,
    });
    const error: unknown = await starting.catch((reason: unknown) => reason);
    expect(String(error)).toContain('not ready after 400 ms');
    expect(isAlive(Number(/said:\n(\d+)/.exec(String(error))?.[1]))).toBe(false);
  });

  test('that does not exist is an error', async () => {
    await expect(startProcess({ command: 'no-such-program' })).rejects.toThrow(
      'could not be started',
    );
  });

  test('that ignores SIGTERM is killed after the grace', async () => {
    const child = await script(`process.on('SIGTERM', () => undefined); ${READY}`);
    expect(await child.stop(50)).toEqual({ code: null, signal: 'SIGKILL' });
  });

  test('keeps the end of what it prints, not all of it', async () => {
    const child = await script(`console.log('x'.repeat(2e6) + 'the end'); ${READY}`);
    expect(child.stdout().length).toBe(256_000);
    expect(child.stdout()).toContain('the end');
    await child.stop();
  });

  test.each([
    ['exits', 'process.exit(0)'],
    ['is terminated', `process.kill(process.pid, 'SIGTERM')`],
  ])('dies when the process that started it %s', async (_how, end) => {
    const kit = new URL('../src/index.ts', import.meta.url).href;
    const server = `const server = require('node:net').createServer();
      server.listen(0, '127.0.0.1', () => console.log('ready', server.address().port));`;
    const parent = `
      const { startProcess } = await import(${JSON.stringify(kit)});
      const child = await startProcess({ command: process.execPath, args: ['-e', ${JSON.stringify(server)}] });
      console.log(child.readyLine);
      ${end};`;
    const { stdout } = spawnSync(node, ['--input-type=module', '-e', parent], { encoding: 'utf8' });
    const port = Number(/^ready (\d+)/.exec(stdout)?.[1]);
    expect(port).toBeGreaterThan(0);
    // Its pid may linger as a zombie, so ask at its port instead.
    const asked = once(connect(port, '127.0.0.1'), 'connect');
    await expect(asked).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

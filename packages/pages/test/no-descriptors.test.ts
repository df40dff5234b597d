import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, jest, test } from '@jest/globals';
import { withoutNetwork } from '../src/without-network.ts';

jest.setTimeout(60_000);

test('a worker that has no descriptor left says so, ends nobody, and goes on as before', async () => {
  const program = fileURLToPath(new URL('no-descriptors.ts', import.meta.url));
  // In a group of its own: a signal to process 0 would reach everybody in it, and so the shell that reports.
  const script = `ulimit -n 100; "$0" "$1"; echo "ended with $?"`;
  const words = ['--wait', '/bin/bash', '-c', script, process.execPath, program];
  const { stdout } = await promisify(execFile)('setsid', words, { timeout: 50_000 });
  const network = withoutNetwork.words(0).length > 0 ? 'apart' : 'in the same network';
  const each = (when: string): string[] => [
    `${when} renderer_unavailable`,
    `${when} answered ${network}`,
  ];
  expect(stdout.split('\n')).toEqual([...each('first'), ...each('later'), 'ended with 0', '']);
});

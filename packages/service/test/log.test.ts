import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

const run = promisify(execFile);
const script = fileURLToPath(new URL('log-secrets.ts', import.meta.url));

test('a log keeps secrets and what was sent to Redis to itself, and says the rest', async () => {
  const { stdout, stderr } = await run(process.execPath, [script], { env: {} });
  expect(stdout).toBe('');
  expect(stderr).not.toContain('sesame');
  expect(stderr).toContain('OOM command not allowed');
  expect(stderr).toContain('doc_1');
});

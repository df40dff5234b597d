import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { type ClaudeSim, startClaudeSim } from '@quire/claude-sim';
import { aRequest } from './a-request.ts';

jest.setTimeout(30_000);

let sim: ClaudeSim;

beforeAll(async () => {
  sim = await startClaudeSim({ engine: 'digest', latencyMs: 0, tokensPerSecond: 0 });
});

afterAll(() => sim.stop());

/** All that a process prints that makes one call, whatever it is answered. */
async function printed(): Promise<string> {
  const script = `
    import { createClaude } from '@quire/claude';
    const claude = createClaude({ apiKey: 'sk-secret', baseUrl: '${sim.url}', deadlineMs: 20_000 });
    const outcome = await claude.call(${JSON.stringify(aRequest())}, new AbortController().signal);
    console.log(outcome.kind);
  `;
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', script],
    // What the SDK takes for an order to print every body, pages and all.
    { env: { ANTHROPIC_LOG: 'debug' } },
  );
  return stdout + stderr;
}

test('a call prints nothing of a page, even where the environment asks the SDK to', async () => {
  expect(await printed()).toBe('accepted\n');
  sim.setFaults([{ fault: 'overloaded' }]);
  expect(await printed()).toBe('free\n');
});

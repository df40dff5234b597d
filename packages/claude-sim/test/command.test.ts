import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { parseCommand } from '../src/cli/parse-command.ts';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

test('says that it is a stand-in, then where it is ready, and ends well on SIGTERM', async () => {
  const child = spawn(process.execPath, [main, '--port', '0', '--engine', 'digest'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  for await (const chunk of child.stdout) {
    output += String(chunk);
    if (output.includes('ready')) break;
  }
  const [first = '', second = ''] = output.split('\n');
  expect(first).toMatch(/stand-in for Claude, not Claude/);
  expect(second).toMatch(/^ready http:\/\/127\.0\.0\.1:\d+$/);
  const health = await fetch(`${second.replace('ready ', '')}/healthz`);
  expect(await health.json()).toEqual({ standin: true, ok: true });
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test('all mistakes are told at once', () => {
  const command = parseCommand(['--port', 'x', '--colour', '--limits={'], {
    QUIRE_SIM_ENGINE: 'magic',
  });
  if (command.kind !== 'mistakes') throw new Error('taken for right');
  expect(command.mistakes.map((mistake) => mistake.split(':')[0])).toEqual([
    '--colour',
    '--port',
    'QUIRE_SIM_ENGINE',
    '--limits',
  ]);
});

test('flags win over the environment', () => {
  const command = parseCommand(['--latency-ms', '5'], {
    QUIRE_SIM_LATENCY_MS: '9',
    QUIRE_SIM_BATCH_S: '1.5',
  });
  expect(command).toEqual({ kind: 'start', options: { latencyMs: 5, batchS: 1.5 } });
});

test('a fault plan is checked before anything starts', () => {
  expect(parseCommand(['--faults', '[{"fault":"overloaded"}]'], {}).kind).toBe('start');
  expect(parseCommand(['--faults', '[{"fault":"earthquake"}]'], {}).kind).toBe('mistakes');
});

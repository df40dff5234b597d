#!/usr/bin/env node
import { createOutput } from './output/create-output.ts';
import { runQuire } from './run-quire.ts';

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // Who reads has seen enough, as in `quire result ID | head`: that is no failure.
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
}

const isTerminal = process.stdout.isTTY && process.env['TERM'] !== 'dumb';
process.exitCode = await runQuire(process.argv.slice(2), {
  environment: process.env,
  output: createOutput(process.stdout, process.stderr, isTerminal),
  interruptible() {
    const interrupt = new AbortController();
    // Once only: who presses Ctrl-C again wants it to end at once.
    process.once('SIGINT', () => interrupt.abort());
    return interrupt.signal;
  },
});

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

const { QUIRE_URL, QUIRE_KEY, QUIRE_ADMIN, TERM } = process.env;
process.exitCode = await runQuire(process.argv.slice(2), {
  environment: { QUIRE_URL, QUIRE_KEY, QUIRE_ADMIN },
  output: createOutput(process.stdout, process.stderr, process.stdout.isTTY && TERM !== 'dumb'),
  interruptible() {
    const interrupt = new AbortController();
    // Once only: who presses Ctrl-C again wants it to end at once.
    process.once('SIGINT', () => interrupt.abort());
    return interrupt.signal;
  },
});

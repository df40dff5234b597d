import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** A child that ends with this process, whatever ends it. */
export interface GuardedProcess {
  /** Settles with the line that said so once the child is ready. */
  readonly ready: Promise<string>;
  /** Settles with the exit code once it is gone. */
  readonly gone: Promise<number>;
  /** SIGTERM, and waits until it is gone. */
  stop(): Promise<number>;
}

export interface GuardedCommand {
  readonly name: string;
  readonly command: readonly [program: string, ...programArguments: string[]];
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly onLine: (name: string, line: string) => void;
}

/**
 * The shell keeps the child, and reads from a pipe that only this process holds: when this process
 * is gone, even by SIGKILL, the pipe closes and the shell ends the child.
 */
const GUARD = `
  trap '' INT
  exec 3<&0
  "$@" </dev/null 3<&- & child=$!
  (read _ <&3; kill $child) & guard=$!
  wait $child; code=$?
  kill $guard 2>/dev/null; exit $code`;

/** Starts a child under guard. Its `ready` line is kept; every other line goes to `onLine`. */
export function startGuarded({ name, command, env, onLine }: GuardedCommand): GuardedProcess {
  const child: ChildProcessByStdio<Writable, Readable, Readable> = spawn(
    'sh',
    ['-c', GUARD, 'sh', ...command],
    { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] },
  );
  const gone = once(child, 'exit').then(([code]) => Number(code ?? 1));
  const ready = new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        if (/^ready\b/.test(line)) resolve(line);
        else onLine(name, line);
      });
    }
    gone.then(
      (code) => reject(new Error(`${name} ended with ${code} before it was ready`)),
      reject,
    );
  });
  // Whoever does not wait for `ready` learns of the end by `gone`.
  ready.catch(() => undefined);
  return {
    ready,
    gone,
    stop() {
      child.stdin.end();
      return gone;
    },
  };
}

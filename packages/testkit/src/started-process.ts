import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { endWithParent } from './end-with-parent.ts';
import { keepTail } from './keep-tail.ts';

export interface ProcessOptions {
  readonly command: string;
  readonly args?: readonly string[];
  /** All that the child sees, PATH and HOME apart: nothing of the parent's settings leaks in. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** What a line of stdout looks like once the child can serve; `/^ready\b/m` unless told. */
  readonly readyPattern?: RegExp;
  /**
   * How long it may take to become ready, in milliseconds; 60,000 unless told. Seven at once on two
   * busy cores were not ready after 15,000.
   */
  readonly timeoutMs?: number;
}

/** How a process ended: by itself with a code, or by a signal. */
export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface StartedProcess {
  readonly pid: number;
  /** The whole line that said so, which may carry an address. */
  readonly readyLine: string;
  /** What it has printed, the last 256,000 characters of it. */
  stdout(): string;
  stderr(): string;
  kill(signal: NodeJS.Signals): void;
  /** Settles once it has ended and its output is read. */
  readonly exit: Promise<ProcessExit>;
  /** SIGTERM, and SIGKILL if it is still there after `graceMs` (10,000 unless told). */
  stop(graceMs?: number): Promise<ProcessExit>;
}

const OUTPUT_CHARS = 256_000;
const LAST_LINES = 20;

/**
 * Starts a process and waits for its ready line. It is killed when this process exits.
 * @throws with its last lines of output, when it ends, or takes too long, before it is ready
 */
export async function startProcess(options: ProcessOptions): Promise<StartedProcess> {
  const { command, args = [], env = {}, cwd } = options;
  const { readyPattern = /^ready\b/m, timeoutMs = 60_000 } = options;
  const child = spawn(command, args, {
    env: { ...pathAndHome(), ...env },
    ...(cwd === undefined ? {} : { cwd }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stdout = keepTail(child.stdout, OUTPUT_CHARS);
  const stderr = keepTail(child.stderr, OUTPUT_CHARS);
  try {
    await once(child, 'spawn');
  } catch (error) {
    throw new Error(`${command} could not be started`, { cause: error });
  }
  endWithParent(child);
  const exit = ended(child);
  const readyLine = await firstOf(
    lineLike(child.stdout, readyPattern),
    exit.then(
      ({ code, signal }) => `it ended with ${signal ?? `code ${code}`} before it was ready`,
    ),
    timeoutMs,
  );
  if ('problem' in readyLine) {
    child.kill('SIGKILL');
    await exit;
    const said = `${stdout()}\n${stderr()}`.trim().split('\n').slice(-LAST_LINES).join('\n');
    throw new Error(`${[command, ...args].join(' ')}: ${readyLine.problem}. It said:\n${said}`);
  }
  return {
    pid: child.pid ?? 0,
    readyLine: readyLine.line,
    stdout,
    stderr,
    kill: (signal) => void child.kill(signal),
    exit,
    async stop(graceMs = 10_000) {
      child.kill('SIGTERM');
      const patience = setTimeout(() => child.kill('SIGKILL'), graceMs);
      const result = await exit;
      clearTimeout(patience);
      return result;
    },
  };
}

type Child = ChildProcessByStdio<null, Readable, Readable>;

function pathAndHome(): Record<string, string> {
  // oxlint-disable-next-line node/no-process-env -- without PATH no command is found at all
  const { PATH = '', HOME = '' } = process.env;
  return { PATH, HOME };
}

async function ended(child: Child): Promise<ProcessExit> {
  const closed = once(child, 'close');
  await once(child, 'exit');
  // A grandchild that inherited the pipes keeps them open for as long as it lives: do not wait for it.
  await Promise.race([closed, wait(500, undefined, { ref: false })]);
  return { code: child.exitCode, signal: child.signalCode };
}

/** Resolves with the first whole line that matches; never, if none does. */
function lineLike(stream: Readable, pattern: RegExp): Promise<string> {
  return new Promise((resolve) => {
    let unfinished = '';
    const look = (chunk: string): void => {
      const lines = (unfinished + chunk).split('\n');
      unfinished = lines.pop() ?? '';
      // search, unlike test, does not remember where a global pattern matched last.
      const found = lines.find((line) => line.search(pattern) >= 0);
      if (found === undefined) return;
      stream.off('data', look);
      resolve(found.trimEnd());
    };
    stream.on('data', look);
  });
}

async function firstOf(
  ready: Promise<string>,
  ending: Promise<string>,
  timeoutMs: number,
): Promise<{ line: string } | { problem: string }> {
  const done = new AbortController();
  const { signal } = done;
  try {
    return await Promise.race([
      ready.then((line) => ({ line })),
      ending.then((problem) => ({ problem })),
      wait(timeoutMs, { problem: `it was not ready after ${timeoutMs} ms` }, { signal }),
    ]);
  } finally {
    done.abort();
  }
}

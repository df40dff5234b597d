import type { ChildProcess } from 'node:child_process';
import { runInThisContext } from 'node:vm';

const alive = new Set<ChildProcess>();

/** Node ends without an `exit` event on these. Jest sends SIGTERM to a worker that will not go. */
const DEADLY = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/** Kills the child, should this process end before it in any way but SIGKILL. */
export function endWithParent(child: ChildProcess): void {
  // Listens only while there is something to kill: test files in one process would pile up listeners.
  if (alive.size === 0) listen();
  alive.add(child);
  child.once('exit', () => {
    alive.delete(child);
    if (alive.size === 0) unlisten();
  });
}

function listen(): void {
  realProcess().on('exit', killAll);
  for (const signal of DEADLY) realProcess().on(signal, dieOf);
}

function unlisten(): void {
  realProcess().off('exit', killAll);
  for (const signal of DEADLY) realProcess().off(signal, dieOf);
}

function killAll(): void {
  for (const child of alive) child.kill('SIGKILL');
}

/** Does what the signal would have done had nobody listened, the children included. */
function dieOf(signal: NodeJS.Signals): void {
  // Somebody else means to go in good order: their exit will come. (Each test file has its own dieOf.)
  if (
    realProcess()
      .listeners(signal)
      .some(({ name }) => name !== dieOf.name)
  )
    return;
  killAll();
  unlisten();
  realProcess().kill(realProcess().pid, signal);
}

/**
 * Jest runs tests in a context of their own, with a copy of `process` (imported or global) on which
 * nobody ever emits `exit`. Code that runs in the main context sees the real one.
 */
function realProcess(): NodeJS.Process {
  const found: unknown = runInThisContext('process');
  if (!isProcess(found)) throw new Error('there is no process in the main context');
  return found;
}

function isProcess(found: unknown): found is NodeJS.Process {
  return typeof found === 'object' && found !== null && 'pid' in found;
}

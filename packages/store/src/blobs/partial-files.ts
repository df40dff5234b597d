import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isSystemError } from './on-disk.ts';

/** Files that are being written, until they are whole and get their names. */
export interface PartialFiles {
  /** The path of a new one. */
  next(): Promise<string>;
}

/** What nobody wrote to for so long is left over, whoever began it. */
const ABANDONED_MS = 24 * 3_600_000;
const NAME = /^(.+)\.(\d+)\.[\da-f-]{36}$/;

/**
 * Keeps partial files in a folder that several processes, on several machines perhaps, share. Those of
 * a process that was killed are removed by the next one that opens the folder on its machine: each
 * name says whose it is.
 */
export function openPartialFiles(folder: string): PartialFiles {
  let cleared: Promise<void> | undefined;
  const clear = async (): Promise<void> => {
    for (const name of await readdir(folder)) {
      const path = join(folder, name);
      if (await isLeft(name, path)) await rm(path, { force: true });
    }
  };
  return {
    async next() {
      await mkdir(folder, { recursive: true });
      // What cannot be removed now is in nobody's way.
      cleared ??= clear().catch(() => undefined);
      await cleared;
      return join(folder, `${hostname()}.${process.pid}.${randomUUID()}`);
    },
  };
}

async function isLeft(name: string, path: string): Promise<boolean> {
  const [, host, pid] = NAME.exec(name) ?? [];
  const changedAtMs = await stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => Date.now(),
  );
  if (Date.now() - changedAtMs > ABANDONED_MS) return true;
  if (host !== hostname()) return false;
  // In a container every process has the same number: there it is this one's, or its predecessor's.
  if (Number(pid) === process.pid) return changedAtMs < startedAtMs();
  return !isAlive(Number(pid));
}

function startedAtMs(): number {
  return Date.now() - process.uptime() * 1_000;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process is alive, though it may not be signalled.
    return isSystemError(error, 'EPERM');
  }
}

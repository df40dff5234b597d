import { randomUUID } from 'node:crypto';
import { open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isSystemError } from './blobs/on-disk.ts';
import { makeFolder } from './make-folder.ts';
import { syncFolder } from './sync-folder.ts';

/** Something that is kept in a file until it is let go of. */
export interface Kept {
  readonly text: string;
  /** Removes its file. Nothing happens where somebody else has done so. */
  letGo(): Promise<void>;
}

/**
 * A folder for what was paid for and could not be committed: one file an answer, written to the disk
 * itself before `keep` returns, so that it outlives this process and a power cut.
 */
export interface Spool {
  /** @throws when the folder takes no file: no space, no rights */
  keep(text: string): Promise<Kept>;
  /**
   * What lies in the folder, one after the other. Each file is renamed first, which only one process
   * can do, so those who begin together share the work. A taken file is named as any other, so that one
   * whose taker died is taken again: whoever lists the folder meanwhile may replay it a second time.
   */
  takeAll(): AsyncIterable<Kept>;
  /** How many files lie in the folder. */
  count(): Promise<number>;
}

const NAME = /^[\w-]+\.json$/;

/** @throws the system's error where the folder cannot be made, or not be written */
export function openSpool(folder: string): Spool {
  makeFolder(folder);
  return {
    async keep(text) {
      const name = `${Date.now()}-${randomUUID()}.json`;
      const draft = join(folder, `${name}.draft`);
      try {
        await writeDurably(draft, text);
        await rename(draft, join(folder, name));
        await syncFolder(folder);
      } catch (error) {
        // Half a file on a full disk would keep the space that another may need.
        await rm(draft, { force: true }).catch(() => undefined);
        throw error;
      }
      return keptIn(join(folder, name), text);
    },
    async *takeAll() {
      for (const name of (await namesIn(folder)).toSorted()) {
        const taken = join(folder, `${name.split('-', 1)[0]}-${randomUUID()}.json`);
        // A later taker may also be between the two: its file then, not an error of ours.
        const text = await rename(join(folder, name), taken)
          .then(() => readFile(taken, 'utf8'))
          .catch(nullWhereGone);
        if (text !== null) yield keptIn(taken, text);
      }
    },
    count: async () => (await namesIn(folder)).length,
  };
}

function keptIn(path: string, text: string): Kept {
  return { text, letGo: () => rm(path, { force: true }) };
}

function nullWhereGone(error: unknown): null {
  if (isSystemError(error, 'ENOENT')) return null;
  throw error;
}

async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => NAME.test(name));
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

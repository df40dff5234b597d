import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A file in the folder of copies. */
interface CopyFile {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  readonly askedAtMs: number;
  /** It is being written. */
  readonly isPartial: boolean;
}

/** What lies in a folder of copies. One that vanishes meanwhile has no bytes, and was asked for now. */
export async function listCopies(root: string, nowMs: number): Promise<CopyFile[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async ({ parentPath, name }) => {
        const path = join(parentPath, name);
        const facts = await stat(path).catch(() => null);
        return {
          name,
          path,
          bytes: facts?.size ?? 0,
          askedAtMs: facts?.mtimeMs ?? nowMs,
          isPartial: dirname(path) === join(root, 'partial'),
        };
      }),
  );
}

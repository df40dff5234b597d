import { readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A copy that was asked for within this is about to be opened: it stays, whatever the bound. */
const IN_USE_MS = 60_000;

/**
 * Removes the copies that were asked for longest ago until the others fit.
 * @param root their folder
 * @param mostBytes what all may take, given what they take
 */
export async function makeRoom(
  root: string,
  mostBytes: (totalBytes: number) => number,
  nowMs: number,
): Promise<void> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async ({ parentPath, name }) => {
        const path = join(parentPath, name);
        const facts = await stat(path).catch(() => null);
        return { path, bytes: facts?.size ?? 0, askedAtMs: facts?.mtimeMs ?? nowMs };
      }),
  );
  let total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const most = mostBytes(total);
  for (const file of files.toSorted((one, other) => one.askedAtMs - other.askedAtMs)) {
    const isPartial = dirname(file.path) === join(root, 'partial');
    if (isPartial || total <= most || nowMs - file.askedAtMs <= IN_USE_MS) continue;
    await rm(file.path, { force: true });
    total -= file.bytes;
  }
}

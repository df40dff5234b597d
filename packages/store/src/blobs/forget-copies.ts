import { rm } from 'node:fs/promises';
import { listCopies } from './list-copies.ts';
import { IN_USE_MS } from './make-room.ts';
import { isSystemError } from './on-disk.ts';

/** Names asked about in one go. */
const CHUNK = 500;

/**
 * Removes the copies of what is not kept any more, but for those that somebody asked for within the last
 * minute: their files are about to be opened.
 * @param root their folder
 */
export async function forgetCopies(
  root: string,
  areKnown: (names: readonly string[]) => Promise<readonly boolean[]>,
  nowMs: number,
): Promise<void> {
  const copies = await listCopies(root, nowMs).catch((error: unknown) => {
    // Nothing was copied yet.
    if (isSystemError(error, 'ENOENT')) return [];
    throw error;
  });
  const idle = copies.filter(
    ({ isPartial, askedAtMs }) => !isPartial && nowMs - askedAtMs > IN_USE_MS,
  );
  for (let from = 0; from < idle.length; from += CHUNK) {
    const chunk = idle.slice(from, from + CHUNK);
    const known = await areKnown(chunk.map(({ name }) => name));
    for (const [at, { path }] of chunk.entries()) {
      if (known[at] === false) await rm(path, { force: true });
    }
  }
}

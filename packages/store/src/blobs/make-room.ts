import { rm } from 'node:fs/promises';
import { listCopies } from './list-copies.ts';

/** A copy that was asked for within this is about to be opened: it stays, whatever the bound. */
export const IN_USE_MS = 60_000;

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
  const files = await listCopies(root, nowMs);
  let total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const most = mostBytes(total);
  for (const file of files.toSorted((one, other) => one.askedAtMs - other.askedAtMs)) {
    if (file.isPartial || total <= most || nowMs - file.askedAtMs <= IN_USE_MS) continue;
    await rm(file.path, { force: true });
    total -= file.bytes;
  }
}

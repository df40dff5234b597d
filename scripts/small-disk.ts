import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A file system of its own, small enough to be filled. */
export interface SmallDisk {
  readonly path: string;
  /** Leaves not one byte free. */
  fill(): void;
  drain(): void;
  unmount(): void;
}

/** Room for an append-only file of 20,000 pages and its rewriting; memory is taken as it is used. */
const SIZE = '1g';
const CHUNK_BYTES = 16 * 1024 * 1024;

/** Mounts a tmpfs. @returns null where this user may not mount, and the disk cannot be filled */
export function mountSmallDisk(path: string): SmallDisk | null {
  mkdirSync(path, { recursive: true });
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', path]);
  if (status !== 0) return null;
  const filler = join(path, 'filler');
  const unmount = (): void => void spawnSync('umount', ['-l', path]);
  // Processes that this one started end with it; a mount does not.
  process.once('exit', unmount);
  return {
    path,
    fill() {
      const chunk = Buffer.alloc(CHUNK_BYTES);
      // Ever smaller pieces: others write too, so how much room is left is not known beforehand.
      for (let bytes = CHUNK_BYTES; bytes >= 1;) {
        try {
          writeFileSync(filler, chunk.subarray(0, bytes), { flag: 'a' });
        } catch {
          bytes = Math.floor(bytes / 16);
        }
      }
    },
    drain: () => rmSync(filler, { force: true }),
    unmount() {
      process.off('exit', unmount);
      unmount();
    },
  };
}

import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A file system of its own, small enough to be filled. */
export interface SmallDisk {
  readonly path: string;
  /** Leaves so many bytes free. */
  fill(freeBytes: number): void;
  drain(): void;
  unmount(): void;
}

/** Room for an append-only file of 20,000 pages and its rewriting; memory is taken as it is used. */
const SIZE = '2g';

/** Mounts a tmpfs. @returns null where this user may not mount, and the disk cannot be filled */
export function mountSmallDisk(path: string): SmallDisk | null {
  mkdirSync(path, { recursive: true });
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', path]);
  if (status !== 0) return null;
  const filler = join(path, 'filler');
  return {
    path,
    fill(freeBytes) {
      const { bavail, bsize } = statfsSync(path);
      const chunk = Buffer.alloc(16 * 1024 * 1024);
      for (let left = bavail * bsize - freeBytes; left > 0; left -= chunk.length) {
        writeFileSync(filler, chunk.subarray(0, Math.min(left, chunk.length)), { flag: 'a' });
      }
    },
    drain: () => rmSync(filler, { force: true }),
    unmount: () => void spawnSync('umount', ['-l', path]),
  };
}

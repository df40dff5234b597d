import { statSync } from 'node:fs';

/**
 * What tells a file from all others while it is open. One that was replaced since is another, also under the same
 * number: as long as this one is open, its number is not given away. Not by its time, which the cache of originals sets
 * at each use.
 */
export function fileIdentity(path: string): string {
  // At once: through Node's threads it takes twenty times as long, at each page.
  const { dev, ino, size } = statSync(path);
  return `${path} ${dev} ${ino} ${size}`;
}

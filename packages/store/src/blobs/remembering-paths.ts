import type { Blobs } from './blobs.ts';

/**
 * A document's pages are all drawn from one file, and looking whether it is still there goes through a
 * thread: 0.2 ms of a page's processor time. Copies are kept for a minute after they were asked for.
 */
const REMEMBER_MS = 1_000;
const MOST_REMEMBERED = 64;

/**
 * The same blobs; a path that was found is believed for a second.
 * @param now milliseconds of a clock that only goes forward
 */
export function rememberingPaths(blobs: Blobs, now = (): number => performance.now()): Blobs {
  const found = new Map<string, { readonly path: string; readonly untilMs: number }>();
  return {
    ...blobs,
    async localPath(name) {
      const known = found.get(name);
      if (known !== undefined && now() < known.untilMs) return known.path;
      const path = await blobs.localPath(name);
      if (found.size >= MOST_REMEMBERED) found.clear();
      found.set(name, { path, untilMs: now() + REMEMBER_MS });
      return path;
    },
  };
}

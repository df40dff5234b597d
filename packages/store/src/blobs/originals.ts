import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '@quire/domain';
import { isFull, isSystemError } from './on-disk.ts';
import { forgetCopies } from './forget-copies.ts';
import { makeRoom } from './make-room.ts';
import { openPartialFiles } from './partial-files.ts';
import type { OriginalsSpace } from './open-blobs.ts';
import { blobAddress } from './blob-address.ts';

/** Copies of originals on this machine's disk: fetched once, whoever asks, and bounded. */
export interface Originals {
  /** A new path for a file that is being written, on the same file system. */
  partial(): Promise<string>;
  /** Makes a finished partial the copy of this original. @returns its path */
  adopt(partial: string, name: string): Promise<string>;
  /** The copy's path; fetched where it is not there. @throws what `fetch` throws */
  path(name: string): Promise<string>;
  /** Removes half of the copies, so that a full disk has room for others. */
  relieve(): Promise<void>;
  /** Removes copies that are not known any more and that nobody asked for a moment ago. */
  forget(areKnown: (names: readonly string[]) => Promise<readonly boolean[]>): Promise<void>;
}

interface OriginalsOptions extends OriginalsSpace {
  /** Writes the original's bytes to a new file, whole and checked, or throws. */
  readonly fetch: (name: string, partial: string) => Promise<void>;
}

/** Whoever fetches says so this often; who has not for longer than `DEAD_MS` was killed. */
const BEAT_MS = 1_000;
const DEAD_MS = 10_000;
/** How often those who wait for another process's fetch look. */
const LOOK_MS = 50;

/**
 * Opens the folder of copies. Processes of one machine share it: while one fetches an original, a
 * folder `HASH.fetching` says so, and the others wait for it; should it die, another takes over ten
 * seconds later. A copy's time of change is when it was last asked for, and the oldest go first once
 * the bound is passed. Where the disk is full before that, half of them go, and what was to be fetched
 * is tried once more.
 */
export function openOriginals({ folder, mostBytes, fetch }: OriginalsOptions): Originals {
  const root = resolve(folder);
  const partials = openPartialFiles(join(root, 'partial'));
  const underWay = new Map<string, Promise<string>>();
  const place = (name: string): string => join(root, blobAddress(name));

  const adopt = async (partial: string, name: string): Promise<string> => {
    const path = place(name);
    await mkdir(dirname(path), { recursive: true });
    await rename(partial, path);
    // What is too much goes after the new one came, so that this one's size is known.
    await makeRoom(root, () => mostBytes, Date.now());
    return path;
  };
  const fetchOnce = async (name: string): Promise<string> => {
    const turn = `${place(name)}.fetching`;
    await mkdir(dirname(turn), { recursive: true });
    for (;;) {
      if (await takeTurn(turn)) break;
      await sleep(LOOK_MS);
      if (await touch(place(name))) return place(name);
    }
    // On a disk that takes nothing any more the turn grows old, and the next to ask tries its own luck.
    const beat = setInterval(() => void touch(turn).catch(() => false), BEAT_MS);
    let partial: string | undefined;
    try {
      partial = await partials.next();
      // Another may have ended its turn between the first look and this one's beginning.
      if (await touch(place(name))) return place(name);
      await fetch(name, partial);
      return await adopt(partial, name);
    } finally {
      clearInterval(beat);
      if (partial !== undefined) await rm(partial, { force: true });
      await rm(turn, { recursive: true, force: true });
    }
  };
  const relieve = (): Promise<void> => makeRoom(root, (total) => total / 2, Date.now());
  const fetchOnceMore = async (name: string): Promise<string> => {
    try {
      return await fetchOnce(name);
    } catch (error) {
      if (!isFull(error)) throw error;
      await relieve();
      return fetchOnce(name);
    }
  };
  return {
    partial: () => partials.next(),
    adopt,
    relieve,
    forget: (areKnown) => forgetCopies(root, areKnown, Date.now()),
    async path(name) {
      const running = underWay.get(name);
      if (running !== undefined) return running;
      if (await onThisDisk(touch(place(name)))) return place(name);
      const fetching =
        underWay.get(name) ?? onThisDisk(fetchOnceMore(name)).finally(() => underWay.delete(name));
      underWay.set(name, fetching);
      return fetching;
    },
  };
}

/** @returns false while another process, that lives, has it */
async function takeTurn(turn: string): Promise<boolean> {
  try {
    await mkdir(turn);
    return true;
  } catch (error) {
    if (!isSystemError(error, 'EEXIST')) throw error;
  }
  const beatenAtMs = await stat(turn).then(
    ({ mtimeMs }) => mtimeMs,
    () => Date.now(),
  );
  // Taken by a rename: of several who see it dead one succeeds, and the others wait for that one.
  if (Date.now() - beatenAtMs > DEAD_MS) {
    const dead = `${turn}.${randomUUID()}`;
    const isMine = await rename(turn, dead).then(
      () => true,
      () => false,
    );
    if (isMine) await rm(dead, { recursive: true, force: true });
  }
  return false;
}

/** Says that a file was asked for now. @returns false when it is not there */
async function touch(path: string): Promise<boolean> {
  const now = new Date();
  return utimes(path, now, now).then(
    () => true,
    (error: unknown) => {
      if (isSystemError(error, 'ENOENT')) return false;
      throw error;
    },
  );
}

/** Names what this machine's disk refuses; what fetching met has its name already. */
async function onThisDisk<T>(work: Promise<T>): Promise<T> {
  return work.catch((cause: unknown) => {
    throw cause instanceof Failure ? cause : new Failure('originals_unavailable', { cause });
  });
}

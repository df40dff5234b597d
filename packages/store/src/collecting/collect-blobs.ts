import type { BlobUsers } from '../blob-users.ts';
import { blobAddress } from '../blobs/blob-address.ts';
import type { Blobs } from '../blobs/blobs.ts';

export interface CollectPorts {
  readonly blobs: Pick<Blobs, 'remove'>;
  readonly blobUsers: Pick<BlobUsers, 'due' | 'review' | 'condemn' | 'forget'>;
  /** Says why nothing may be removed now; null where it may. */
  readonly hindrance: () => Promise<string | null>;
}

export interface Collected {
  readonly removed: number;
  /** Of those, files that were not in the store. */
  readonly missing: number;
  /** Why blobs that nobody uses are kept all the same. */
  readonly hindrance: string | null;
}

/** Blobs looked at in one go, and removed at once. */
const CHUNK = 200;
const AT_ONCE = 8;

/**
 * Removes the blobs that nobody uses any more. Each is taken out of use first, so that an upload of the
 * same bytes at this moment keeps them under another name, and removed after that: whoever dies in
 * between, or wakes up long after, removes what nobody will ever look for.
 * @param signal ends it early: what is left is due the next time
 * @throws Failure `blobs_unavailable`
 */
export async function collectBlobs(
  nowMs: number,
  ports: CollectPorts,
  signal: AbortSignal,
): Promise<Collected> {
  let [removed, missing] = [0, 0];
  for (;;) {
    const due = await ports.blobUsers.due(nowMs, CHUNK);
    const unused: string[] = [];
    for (const name of due) if (!(await ports.blobUsers.review(name, nowMs))) unused.push(name);
    const hindrance = unused.length === 0 ? null : await ports.hindrance();
    if (hindrance !== null) return { removed, missing, hindrance };
    for (let from = 0; from < unused.length; from += AT_ONCE) {
      const chunk = unused.slice(from, from + AT_ONCE);
      const were = await Promise.all(chunk.map((name) => removeBlob(name, nowMs, ports)));
      removed += were.filter((was) => was !== 'used').length;
      missing += were.filter((was) => was === 'missing').length;
    }
    if (due.length < CHUNK || signal.aborted) return { removed, missing, hindrance };
  }
}

async function removeBlob(
  name: string,
  nowMs: number,
  { blobs, blobUsers }: CollectPorts,
): Promise<'used' | 'removed' | 'missing'> {
  const condemned = await blobUsers.condemn(name, nowMs);
  if (condemned === null) return 'used';
  const was = await blobs.remove(blobAddress(name));
  await blobUsers.forget(condemned);
  return was ? 'removed' : 'missing';
}

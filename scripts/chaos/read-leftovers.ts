import { readdirSync, readFileSync } from 'node:fs';
import type { Redis } from 'ioredis';
import type { WholeSystem } from '../whole-system.ts';

/** What no run may leave behind, each by name. */
export interface Leftovers {
  readonly redisKeys: readonly string[];
  readonly spoolFiles: readonly string[];
  readonly temporaryFiles: readonly string[];
}

/**
 * Keys that stand for work in hand, after the prefix: locks and lists of jobs, documents that have
 * not ended, claims on pages, what is still owed to the limiter or to a queue, the limiter's leases.
 */
const IN_HAND = [
  /:lock$/,
  /^(split|pages|aggregate|webhooks):(wait|active|delayed|prioritized|paused|stalled)$/,
  /^(active|touched|deleting)$/,
  /:(claims|owed|outbox)$/,
  /^\{places\}:(standing|looked|waiting|ages|tenants)/,
  /(lease|reserv|flight)/i,
];

export async function leftoverKeys(redis: Redis, prefix: string): Promise<string[]> {
  const left: string[] = [];
  let cursor = '0';
  do {
    const [next, keys] = await redis.scan(cursor, 'MATCH', `${prefix}:*`, 'COUNT', 1_000);
    cursor = next;
    left.push(...keys.filter((key) => isInHand(key.slice(prefix.length + 1))));
  } while (cursor !== '0');
  return [...new Set(left)].toSorted();
}

/** Files in the folders of spools and temporary files, and half-written blobs. */
export function leftoverFiles({
  folders,
}: Pick<WholeSystem, 'folders'>): Omit<Leftovers, 'redisKeys'> {
  return {
    spoolFiles: filesIn(folders.spool),
    temporaryFiles: [
      ...filesIn(folders.temporary),
      // A blob is named by its SHA-256, the marker of Redis' epoch by its prefix; whatever else lies
      // there was being written.
      ...filesIn(folders.blobs).filter(
        (path) => !/(^|\/)([0-9a-f]{64}|epoch-[\w.-]+\.json)$/.test(path),
      ),
    ],
  };
}

/** Those of these processes that still run and are still renderers: ids are given out again. */
export function livingRenderers(pids: Iterable<number>): number[] {
  return [...pids].filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('/renderer/');
    } catch {
      return false;
    }
  });
}

function isInHand(name: string): boolean {
  return IN_HAND.some((pattern) => pattern.test(name));
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => `${entry.parentPath}/${entry.name}`);
}

import { randomUUID } from 'node:crypto';
import type { EpochFacts } from '@quire/domain';
import { parseJson } from '@quire/domain';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Blobs } from './blobs/blobs.ts';
import { epochKey } from './keys.ts';
import { loadScript } from './script.ts';

const script = loadScript('check-epoch-1');
const note = z.object({ id: z.string(), checks: z.int().min(0) });
const reply = z.tuple([z.string(), z.coerce.number()]);

/**
 * Ties a Redis to the blob store it is used with, so that an emptied Redis, an older copy of it or
 * another one is noticed before anything is paid for twice.
 */
export interface Epoch {
  /** Looks, and where both belong together notes in both that it looked. */
  check(): Promise<EpochFacts>;
  /** Takes this Redis for the right one, whatever the blob store knows. */
  renew(): Promise<void>;
}

/** Where the blob store keeps what it knows of the Redis of a prefix; all such begin alike. */
export const epochNote = (prefix: string): string => `epoch-${prefix}.json`;

export function createEpoch(
  redis: Redis,
  prefix: string,
  blobs: Pick<Blobs, 'readNote' | 'writeNote'>,
): Epoch {
  const name = epochNote(prefix);
  const raise = async (proposedId: string): Promise<{ id: string; checks: number }> => {
    const [id, checks] = reply.parse(await script.run(redis, [epochKey(prefix)], [proposedId]));
    return { id, checks };
  };
  const write = (known: z.output<typeof note>): Promise<void> =>
    blobs.writeNote(name, JSON.stringify(known));
  return {
    async check() {
      // The note first: another process may raise the count between the two, and a Redis that is
      // ahead of the note is no older one.
      const text = await blobs.readNote(name);
      const noted = text === null ? null : note.parse(parseJson(text));
      const before = await redis.hmget(epochKey(prefix), 'id', 'checks');
      if (noted !== null) {
        if (before[0] === null) return { kind: 'emptied' };
        if (before[0] !== noted.id) return { kind: 'other' };
        const lostChecks = noted.checks - Number(before[1]);
        if (lostChecks > 0) return { kind: 'rolled-back', lostChecks };
      }
      // Redis first: a kill between the two leaves the note behind, which is harmless.
      await write(await raise(randomUUID()));
      return { kind: 'same' };
    },
    async renew() {
      await redis.del(epochKey(prefix));
      await write(await raise(randomUUID()));
    },
  };
}

import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TokenUsage } from '@quire/domain';
import type { Liveness } from '@quire/queues';
import { type AnswerCache, answerKey, type Asker } from '@quire/store';

export interface SharedPrefixPorts {
  /** Who wrote which prompt's beginning to the provider's cache; null where nobody looks. */
  readonly prefixes: AnswerCache | null;
  readonly liveness: Liveness;
  readonly owner: string;
}

/** The beginning of a prompt that the pages of a document have in common. */
export interface SharedPrefix {
  /** Whether another page's call has written it: then it is read, and does not count towards the limit. */
  readonly isWritten: boolean;
  /** Says what a call did with it; null for one that brought no answer. Never throws. */
  told(usage: TokenUsage | null): Promise<void>;
}

/**
 * An entry lives five minutes from the beginning of the call that wrote or read it (caching page), and
 * a call takes two at most: so long after a call's end the next may rely on it.
 */
export const RELIED_ON_S = 170;
/** An entry is there once the first answer begins; a page that waited longer pays for its own. */
const LONGEST_WAIT_MS = 10_000;
const LOOK_EVERY_MS = 200;

const unshared: SharedPrefix = { isWritten: false, told: () => Promise.resolve() };

/**
 * Lets the first page of many write what all of them begin with, and the others wait for it: parallel
 * first calls all miss the cache and all pay for writing it.
 * @param parts all that the entry depends on; null where the prompt is too short for the cache
 * @param leaseMs how long others wait for the caller at most, unless it is known to be dead
 */
export async function sharedPrefix(
  parts: readonly unknown[] | null,
  leaseMs: number,
  { prefixes, liveness, owner }: SharedPrefixPorts,
  stopping: AbortSignal,
): Promise<SharedPrefix> {
  if (parts === null || prefixes === null) return unshared;
  const key = answerKey(['prefix', ...parts]);
  const asker: Asker = { owner, token: randomUUID() };
  const found = (isWritten: boolean): SharedPrefix => ({
    isWritten,
    async told(usage) {
      const isThere = usage !== null && usage.cacheReadTokens + usage.cacheWrite5mTokens > 0;
      const telling = isThere ? prefixes.keep(key, asker, '1') : prefixes.release(key, asker);
      // It only saves money: whoever finds nothing writes the entry anew.
      await telling.catch(() => undefined);
    },
  });
  const waitUntil = performance.now() + LONGEST_WAIT_MS;
  let deadOwner: string | undefined;
  for (;;) {
    const look = await prefixes.lookUp(key, asker, leaseMs, deadOwner);
    if (look.kind !== 'asked') return found(look.kind === 'known');
    if (stopping.aborted || performance.now() > waitUntil) return found(false);
    if (await liveness.isDead(look.owner)) deadOwner = look.owner;
    else
      await sleep(LOOK_EVERY_MS * (1 + Math.random()), undefined, { signal: stopping }).catch(
        () => undefined,
      );
  }
}

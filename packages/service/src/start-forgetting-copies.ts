import type { Logger } from './log.ts';
import { startRounds } from './start-rounds.ts';

const EVERY_MS = 60_000;

/** Says for each of some blobs whether it is kept. */
type AreKnown = (names: readonly string[]) => Promise<readonly boolean[]>;

/** Shaped like the store's own. */
interface CopyPorts {
  readonly blobs: { forgetCopies(areKnown: AreKnown): Promise<void> };
  readonly blobUsers: { readonly areKnown: AreKnown };
  readonly log: Pick<Logger, 'warn'>;
}

/** Removes this machine's copies of what the store keeps no more, once a minute. @returns how to stop it */
export function startForgettingCopies({ blobs, blobUsers, log }: CopyPorts): () => Promise<void> {
  return startRounds({
    everyMs: EVERY_MS,
    round: () => blobs.forgetCopies((names) => blobUsers.areKnown(names)),
    onTrouble(error) {
      log.warn({ err: error }, 'copies of removed originals are still here; trying again');
    },
  });
}

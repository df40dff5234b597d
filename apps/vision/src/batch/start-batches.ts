import { setTimeout as sleep } from 'node:timers/promises';
import type { VisionConfig } from '@quire/config';
import type { Calls } from '@quire/store';
import type { BatchBounds, BatchDesk } from './batch-desk.ts';
import { openBatchDesk } from './batch-desk.ts';
import type { GatheredCall } from './batched-call.ts';
import { submitBatch, type SubmitPorts } from './submit-batch.ts';
import { trackBatches, type TrackPorts } from './track-batches.ts';

/** Polls in which a batch that was created is listed: a list may be a little late. */
const LISTED_WITHIN_POLLS = 10;
/** Polls for which one process looks after all batches before another may. */
const TURN_POLLS = 3;

export function batchBounds(config: VisionConfig): BatchBounds {
  return {
    mostBytes: config.QUIRE_BATCH_MB * 1_000_000,
    mostCalls: config.QUIRE_BATCH_PAGES,
    longestWaitMs: config.QUIRE_BATCH_WAIT_S * 1000,
  };
}

/** How long a batch that was perhaps created is looked for in vain. */
export function listedWithinMs({ QUIRE_BATCH_POLL_S: pollS }: VisionConfig): number {
  return pollS * 1000 * LISTED_WITHIN_POLLS;
}

/** Opens the desk at which this process gathers calls; what it does not send it gives back. */
export function openDesk(
  bounds: BatchBounds,
  ports: SubmitPorts & { readonly calls: Pick<Calls, 'withdraw'> },
): BatchDesk {
  const giveBack = async (waiting: readonly GatheredCall[]): Promise<void> => {
    // A Redis that cannot be told so now finds out by the lease.
    await Promise.allSettled(
      waiting.map(({ document, page, fence }) => ports.calls.withdraw(document.id, page, fence)),
    );
  };
  return openBatchDesk(bounds, (calls, desk) => submitBatch(calls, desk, ports), giveBack);
}

/** Looks after all batches every so often, one process at a time. @returns how to stop it */
export function startTracking(
  ports: TrackPorts,
  owner: string,
  pollMs: number,
): () => Promise<void> {
  const ending = new AbortController();
  const { signal } = ending;
  const tracking = (async () => {
    while (!signal.aborted) {
      try {
        if (await ports.batches.takeTurn(owner, pollMs * TURN_POLLS)) {
          await trackBatches(ports, Date.now());
        }
      } catch (error) {
        ports.onTrouble('batches could not be looked after; trying again', error);
      }
      await sleep(pollMs, undefined, { signal }).catch(() => undefined);
    }
  })();
  return async () => {
    ending.abort();
    await tracking;
  };
}

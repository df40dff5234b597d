import { eraseDocument, type ErasePorts } from '@quire/domain';
import type { Deletions } from '@quire/store';
import { type CallPorts, closeCalls } from './close-calls.ts';

export type SweepDeletionsPorts = CallPorts &
  ErasePorts & {
    readonly deletions: Pick<Deletions, 'pending' | 'putOff' | 'finish'>;
    /** Is told of a document that could not be looked after. */
    readonly reportUnswept: (documentId: string, error: unknown) => void;
  };

/** So long after a deletion, and after each look, most of what was under way has come to its end. */
const LET_REST_MS = 30_000;
/** Documents looked after in one round, so that a round stays short whatever was deleted. */
const MOST_PER_ROUND = 200;

/**
 * Removes what is left of deleted documents: because somebody died over it, or because a worker that had
 * a page of it in hand may have brought something back. One is done with when nobody has, none of
 * its calls is open, and all was removed once more after that.
 * @returns how many documents were looked after
 */
export async function sweepDeletions(nowMs: number, ports: SweepDeletionsPorts): Promise<number> {
  const ids = await ports.deletions.pending(nowMs - LET_REST_MS, MOST_PER_ROUND);
  for (const id of ids) {
    const isDone = await sweepDeletion(id, nowMs, ports).catch((error: unknown) => {
      ports.reportUnswept(id, error);
      return false;
    });
    if (isDone) await ports.deletions.finish(id);
    else await ports.deletions.putOff(id, nowMs);
  }
  return ids.length;
}

async function sweepDeletion(
  id: string,
  nowMs: number,
  ports: SweepDeletionsPorts,
): Promise<boolean> {
  const isClosed = await closeCalls(id, ports);
  return (await eraseDocument(id, ports, nowMs)) && isClosed;
}

import { batchGroup, findModel } from '@quire/claude';
import type { Lane, ProviderHold } from '@quire/domain';
import type { Hold } from '@quire/limits';

/** The hold that keeps documents of a model waiting, if any: batches have limits, and so holds, of their own. */
export function holdOn(model: string, lane: Lane, holds: readonly Hold[]): ProviderHold | null {
  const { limitGroup } = findModel(model);
  const held = lane === 'batch' ? batchGroup(limitGroup) : limitGroup;
  const hold = holds.find(({ group }) => group === held);
  if (hold === undefined) return null;
  const again = hold.isProbed ? 'now' : `in ${Math.ceil(hold.forMs / 1000)} s`;
  return { code: hold.code, detail: `${hold.detail} (asked again ${again})` };
}

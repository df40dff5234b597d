import { findModel } from '@quire/claude';
import type { ProviderHold } from '@quire/domain';
import type { Hold } from '@quire/limits';

/** The hold that keeps documents of a model waiting, if any. */
export function holdOn(model: string, holds: readonly Hold[]): ProviderHold | null {
  const hold = holds.find(({ group }) => group === findModel(model).limitGroup);
  if (hold === undefined) return null;
  const again = hold.isProbed ? 'now' : `in ${Math.ceil(hold.forMs / 1000)} s`;
  return { code: hold.code, detail: `${hold.detail} (asked again ${again})` };
}

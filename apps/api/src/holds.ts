import { findModel } from '@quire/claude';
import type { ProviderHold } from '@quire/domain';
import type { Hold } from '@quire/limits';

/** The hold that keeps documents of a model waiting, if any. */
export function holdOn(model: string, holds: readonly Hold[]): ProviderHold | null {
  const hold = holds.find(({ group }) => group === findModel(model).limitGroup);
  if (hold === undefined) return null;
  const seconds = Math.ceil(hold.forMs / 1000);
  return { code: hold.code, detail: `${hold.detail} (asked again in ${seconds} s)` };
}

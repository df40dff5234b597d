import type { ModelSpec } from './model-spec.ts';

export type Lifecycle = 'active' | 'deprecated' | 'retired';

/** Where a model stands at a moment: a model is gone from 00:00 UTC of the day it retires. */
export function modelLifecycle(model: ModelSpec, nowMs: number): Lifecycle {
  const passed = (day: string | null): boolean => day !== null && nowMs >= Date.parse(day);
  if (passed(model.retiresAt)) return 'retired';
  return passed(model.deprecatedAt) ? 'deprecated' : 'active';
}

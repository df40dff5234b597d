import { ApiError } from '../api/api-error.ts';
import { modelLifecycle } from './model-lifecycle.ts';
import type { ModelSpec } from './model-spec.ts';
import { models } from './models.ts';

const byName = new Map(
  models.flatMap((model) => [model.id, ...model.aliases].map((name) => [name, model] as const)),
);

/** The model of an id or alias whatever its age; undefined when there never was one. */
export function lookUpModel(name: string): ModelSpec | undefined {
  return byName.get(name);
}

/** The model that may be called under this name now. Unknown and retired are the same 404. */
export function findModel(name: string, nowMs: number): ModelSpec {
  const model = byName.get(name);
  if (model === undefined || modelLifecycle(model, nowMs) === 'retired') {
    throw new ApiError(404, 'not_found_error', `model: ${name}`);
  }
  return model;
}

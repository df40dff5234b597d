import type Anthropic from '@anthropic-ai/sdk';
import { classifyError } from './classify-error.ts';
import type { Refusal } from './outcome.ts';

/** Where a model stands with the provider, or why that could not be learned. */
export type ModelLookup =
  | {
      readonly kind: 'found';
      readonly lifecycle: 'active' | 'deprecated' | 'retired';
      /** From this moment on it answers nobody; null where none is announced. */
      readonly retiresAtMs: number | null;
    }
  | Refusal;

const LOOK_UP_WITHIN_MS = 10_000;

/** Asks `GET /v1/models/:id`, which is free: whether the key is accepted, and how long the model lives. */
export async function lookUpModel(client: Anthropic, id: string): Promise<ModelLookup> {
  try {
    const signal = AbortSignal.timeout(LOOK_UP_WITHIN_MS);
    const model = await client.models.retrieve(id, {}, { signal, timeout: LOOK_UP_WITHIN_MS });
    const retiresAtMs = Date.parse(model.retires_at ?? '');
    return {
      kind: 'found',
      lifecycle: model.lifecycle,
      retiresAtMs: Number.isNaN(retiresAtMs) ? null : retiresAtMs,
    };
  } catch (error) {
    return classifyError(error);
  }
}

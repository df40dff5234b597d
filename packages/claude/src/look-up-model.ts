import type Anthropic from '@anthropic-ai/sdk';
import { NotFoundError } from '@anthropic-ai/sdk';
import type { ModelFacts } from '@quire/domain';
import { classifyError } from './classify-error.ts';
import type { Refusal } from './outcome.ts';
import { successorOf } from './successors.ts';

const LOOK_UP_WITHIN_MS = 10_000;

/** Asks `GET /v1/models/:id`, which is free: whether the key is accepted, and how long the model lives. */
export async function lookUpModel(client: Anthropic, id: string): Promise<ModelFacts> {
  const next = successorOf(id);
  const successor = next === undefined ? {} : { successor: next };
  try {
    const signal = AbortSignal.timeout(LOOK_UP_WITHIN_MS);
    const model = await client.models.retrieve(id, {}, { signal, timeout: LOOK_UP_WITHIN_MS });
    const retiresAtMs = Date.parse(model.retires_at ?? '');
    return {
      kind: 'found',
      lifecycle: model.lifecycle,
      retiresAtMs: Number.isNaN(retiresAtMs) ? null : retiresAtMs,
      ...successor,
    };
  } catch (error) {
    const refusal = classifyError(error);
    // Only the API itself knows which models there are: a gateway may lack this route altogether.
    if (error instanceof NotFoundError && error.type !== 'not_found_error') {
      return { kind: 'unknown', detail: `no GET /v1/models/${id} there: ${refusal.detail}` };
    }
    const facts = factsOf(refusal);
    return facts.kind === 'not-found' ? { ...facts, ...successor } : facts;
  }
}

function factsOf({ code, detail }: Refusal): ModelFacts {
  if (code === 'claude_key_rejected') return { kind: 'key-rejected' };
  if (code === 'claude_model_unknown') return { kind: 'not-found' };
  return { kind: 'unknown', detail };
}

import { modelLifecycle } from './model-lifecycle.ts';
import { efforts, thinkingTypes, type ModelSpec } from './model-spec.ts';

const supported = (is: boolean): { supported: boolean } => ({ supported: is });

const day = (date: string | null): string | null => date && `${date}T00:00:00Z`;

/** A model as `GET /v1/models/:id` shows it (SDK `ModelInfo`). */
export function modelInfo(model: ModelSpec, nowMs: number): Record<string, unknown> {
  return {
    type: 'model',
    id: model.id,
    display_name: model.displayName,
    created_at: day(model.createdAt),
    deprecated_at: day(model.deprecatedAt),
    retires_at: day(model.retiresAt),
    lifecycle: modelLifecycle(model, nowMs),
    line: model.line,
    max_input_tokens: model.contextTokens,
    max_tokens: model.maxOutputTokens,
    capabilities: {
      batch: supported(true),
      citations: supported(true),
      code_execution: supported(false),
      context_management: null,
      effort: {
        supported: model.efforts.length > 0,
        ...Object.fromEntries(efforts.map((e) => [e, supported(model.efforts.includes(e))])),
      },
      image_input: supported(true),
      pdf_input: supported(true),
      server_tools: {
        ...supported(false),
        code_execution: supported(false),
        web_search: supported(false),
      },
      structured_outputs: supported(model.createdAt >= '2025-09-29'),
      thinking: {
        supported: true,
        types: Object.fromEntries(
          thinkingTypes.map((type) => [type, supported(model.thinking.accepts.includes(type))]),
        ),
      },
    },
  };
}

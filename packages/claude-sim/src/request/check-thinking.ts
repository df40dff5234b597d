import { invalidRequest } from '../api/invalid-request.ts';
import { efforts, type Effort, type ModelSpec, type ThinkingType } from '../models/model-spec.ts';
import type { CountBody } from './message-schema.ts';

export interface ThinkingChoice {
  readonly effort: Effort;
  readonly thinking: ThinkingType;
  readonly showsThinking: boolean;
}

/** How hard the model thinks, if it may be asked to think that way at all. */
export function checkThinking(
  body: Pick<CountBody, 'thinking' | 'output_config' | 'tool_choice'>,
  maxTokens: number,
  model: ModelSpec,
): ThinkingChoice {
  const effort = checkEffort(body.output_config?.effort ?? undefined, model);
  const asked = body.thinking;
  const rules = model.thinking;
  if (asked === undefined) {
    const thinking = rules.onByDefault ? 'adaptive' : 'disabled';
    return { effort, thinking, showsThinking: false };
  }
  if (!rules.accepts.includes(asked.type)) {
    throw invalidRequest(
      asked.type === 'enabled'
        ? `thinking.enabled.budget_tokens: Extra inputs are not permitted. ${model.id} uses adaptive thinking; set output_config.effort instead`
        : `thinking: type '${asked.type}' is not supported by ${model.id}`,
    );
  }
  const isTurnedDown = asked.type === 'disabled' || asked.type === 'between_tools';
  if (isTurnedDown && efforts.indexOf(effort) > efforts.indexOf(rules.turnDownUpTo)) {
    throw invalidRequest(
      `thinking: type '${asked.type}' is not supported by ${model.id} at effort '${effort}'`,
    );
  }
  if (asked.type === 'enabled') {
    if (asked.budget_tokens >= maxTokens) {
      throw invalidRequest('`max_tokens` must be greater than `thinking.budget_tokens`');
    }
    if (body.tool_choice?.type === 'any' || body.tool_choice?.type === 'tool') {
      throw invalidRequest('Thinking may not be enabled when tool_choice forces tool use.');
    }
  }
  const showsThinking = 'display' in asked && asked.display === 'summarized';
  return { effort, thinking: asked.type, showsThinking };
}

function checkEffort(asked: Effort | undefined, model: ModelSpec): Effort {
  if (asked === undefined) return model.defaultEffort;
  if (model.efforts.length === 0) {
    throw invalidRequest('output_config.effort: This model does not support the effort parameter.');
  }
  if (!model.efforts.includes(asked)) {
    throw invalidRequest(
      `output_config.effort: effort '${asked}' is not supported by ${model.id}; use one of ${model.efforts.join(', ')}`,
    );
  }
  return asked;
}

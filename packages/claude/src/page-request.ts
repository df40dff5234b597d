import type { Anthropic } from '@anthropic-ai/sdk';
import type { PagePrompt } from '@quire/domain';
import type { Model } from './models.ts';

type Request = Anthropic.MessageCreateParamsNonStreaming;

export interface PageRequest {
  readonly model: Model;
  readonly picture: { readonly bytes: Buffer; readonly mediaType: 'image/jpeg' };
  readonly prompt: PagePrompt;
  readonly maxTokens: number;
}

/**
 * The body of one page's call: what is known first, then the picture, the instruction last (vision
 * page: pictures before text). Nothing in it is sampled: 2026-10-21 knows no temperature.
 */
export function pageRequest({ model, picture, prompt, maxTokens }: PageRequest): Request {
  const content: Anthropic.ContentBlockParam[] = [];
  if (prompt.context !== undefined) content.push({ type: 'text', text: prompt.context });
  content.push({
    type: 'image',
    source: {
      type: 'base64',
      media_type: picture.mediaType,
      data: picture.bytes.toString('base64'),
    },
    // A picture that the server would shrink is a mistake of ours: better named than blurred.
    transformations: { oversized_image: 'error' },
  });
  content.push({ type: 'text', text: prompt.instruction });
  return {
    model: model.id,
    max_tokens: Math.min(maxTokens, model.maxOutputTokens),
    messages: [{ role: 'user', content }],
    ...thinkingOf(model),
    ...outputOf(model, prompt),
  };
}

function thinkingOf({ thinking }: Model): Pick<Request, 'thinking'> {
  switch (thinking) {
    case 'can be disabled':
      return { thinking: { type: 'disabled' } };
    case 'between tools':
      return { thinking: { type: 'between_tools' } };
    case 'always on':
    case 'off':
      return {};
  }
}

function outputOf({ thinking }: Model, { schema }: PagePrompt): Pick<Request, 'output_config'> {
  const output: Anthropic.OutputConfig = {
    ...(thinking === 'always on' ? { effort: 'low' as const } : {}),
    ...(schema ? { format: { type: 'json_schema' as const, schema } } : {}),
  };
  return Object.keys(output).length > 0 ? { output_config: output } : {};
}

import type { Anthropic } from '@anthropic-ai/sdk';
import type { PagePrompt } from '@quire/domain';
import type { Model } from './models.ts';
import { outputOf, pictureBlock, type SentPicture, thinkingOf } from './page-request.ts';

/** A picture, or a page's own answer, under the label that names it. */
export type LabelledPart = { readonly label: string } & (
  { readonly picture: SentPicture } | { readonly text: string }
);

export interface WholeRequest {
  readonly model: Model;
  /** In the order of the pages. */
  readonly parts: readonly LabelledPart[];
  readonly prompt: PagePrompt;
  readonly maxTokens: number;
}

/**
 * The body of one call about several pictures, or about several pages' answers: what is known first,
 * then each part under its label (vision page: `Image 1:` before each of several), the question last.
 */
export function wholeRequest({
  model,
  parts,
  prompt,
  maxTokens,
}: WholeRequest): Anthropic.MessageCreateParamsNonStreaming {
  const content: Anthropic.ContentBlockParam[] = [];
  if (prompt.context !== undefined) content.push({ type: 'text', text: prompt.context });
  for (const part of parts) {
    content.push({ type: 'text', text: part.label });
    content.push('text' in part ? { type: 'text', text: part.text } : pictureBlock(part.picture));
  }
  content.push({ type: 'text', text: prompt.instruction });
  return {
    model: model.id,
    max_tokens: Math.min(maxTokens, model.maxOutputTokens),
    messages: [{ role: 'user', content }],
    ...thinkingOf(model),
    ...outputOf(model, prompt),
  };
}

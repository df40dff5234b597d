import type { Anthropic } from '@anthropic-ai/sdk';
import { ADDRESS, type PagePrompt } from '@quire/domain';
import type { Model } from './models.ts';

type Request = Anthropic.MessageCreateParamsNonStreaming;

export interface SentPicture {
  readonly bytes: Buffer;
  readonly mediaType:
    'image/jpeg' | 'image/png' | 'image/webp' | 'application/pdf' | typeof ADDRESS;
}

export interface PageRequest {
  readonly model: Model;
  /** One for a whole page; several are overlapping parts of one page, in reading order. */
  readonly pictures: readonly SentPicture[];
  readonly prompt: PagePrompt;
  readonly maxTokens: number;
  /**
   * Whether what all pages of a document are asked in common is marked for the prompt cache: then it
   * stands in the system part, before the picture, which is another each time (facts on caching).
   * @default false
   */
  readonly caches?: boolean;
}

/** Ends the request where the question stands in the system part. */
const QUESTION_ABOVE = 'Do what was asked, with this page.';

/**
 * The body of one page's call: what is known first, then the pictures, each of several under its
 * label, the instruction last (vision page: pictures before text). Nothing in it is sampled:
 * 2026-10-21 knows no temperature.
 */
export function pageRequest(asked: PageRequest): Request {
  const { model, pictures, prompt, maxTokens, caches = false } = asked;
  return {
    model: model.id,
    max_tokens: Math.min(maxTokens, model.maxOutputTokens),
    ...systemOf(prompt, caches),
    messages: [{ role: 'user', content: contentOf(prompt, pictures.map(pictureBlock), caches) }],
    ...thinkingOf(model),
    ...outputOf(model, prompt),
  };
}

/** The same without the pictures, to be counted: their tokens are known by their size. */
export function promptRequest(
  model: Model,
  prompt: PagePrompt,
  parts: number,
  caches: boolean,
): Anthropic.MessageCountTokensParams {
  const noPictures = Array.from({ length: parts }, () => null);
  return {
    model: model.id,
    ...systemOf(prompt, caches),
    messages: [{ role: 'user', content: contentOf(prompt, noPictures, caches) }],
    ...thinkingOf(model),
    ...outputOf(model, prompt),
  };
}

/** The breakpoint is on the last block of what never changes: all before it is one entry of the cache. */
function systemOf({ context, instruction }: PagePrompt, caches: boolean): Pick<Request, 'system'> {
  if (!caches) return {};
  const known = context === undefined ? [] : [{ type: 'text' as const, text: context }];
  const question = { type: 'text' as const, text: instruction };
  return { system: [...known, { ...question, cache_control: { type: 'ephemeral' as const } }] };
}

function contentOf(
  prompt: PagePrompt,
  pictures: readonly (Anthropic.ContentBlockParam | null)[],
  caches: boolean,
): Anthropic.ContentBlockParam[] {
  const content: Anthropic.ContentBlockParam[] = [];
  if (prompt.context !== undefined && !caches) content.push({ type: 'text', text: prompt.context });
  for (const [at, picture] of pictures.entries()) {
    if (pictures.length > 1) content.push({ type: 'text', text: `Image ${at + 1}:` });
    if (picture !== null) content.push(picture);
  }
  if (prompt.listing !== undefined) content.push({ type: 'text', text: prompt.listing });
  const parts = pictures.length > 1 ? `${joinParts(pictures.length)} ` : '';
  content.push({ type: 'text', text: `${parts}${caches ? QUESTION_ABOVE : prompt.instruction}` });
  return content;
}

function joinParts(count: number): string {
  return (
    `The ${count} images are parts of one page, in reading order, and overlap at their edges: ` +
    'treat them as one page, and give what is on two of them once.'
  );
}

/** A picture or a page as it is sent. */
export function pictureBlock({ bytes, mediaType }: SentPicture): Anthropic.ContentBlockParam {
  if (mediaType === ADDRESS) {
    // Of any size, for nobody has looked: the server is let to shrink it.
    return { type: 'image', source: { type: 'url', url: bytes.toString() } };
  }
  const data = bytes.toString('base64');
  if (mediaType === 'application/pdf') {
    // Without citations, which cannot be had together with a schema (structured outputs page).
    return { type: 'document', source: { type: 'base64', media_type: mediaType, data } };
  }
  return {
    type: 'image',
    source: { type: 'base64', media_type: mediaType, data },
    // A picture that the server would shrink is a mistake of ours: better named than blurred.
    transformations: { oversized_image: 'error' },
  };
}

/** How a model is told to think as little as it allows. */
export function thinkingOf({ thinking }: Model): Pick<Request, 'thinking'> {
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

/** What an answer is made to fit, where data is wanted. */
export function outputOf(
  { thinking }: Model,
  { schema }: PagePrompt,
): Pick<Request, 'output_config'> {
  const output: Anthropic.OutputConfig = {
    ...(thinking === 'always on' ? { effort: 'low' as const } : {}),
    ...(schema ? { format: { type: 'json_schema' as const, schema } } : {}),
  };
  return Object.keys(output).length > 0 ? { output_config: output } : {};
}

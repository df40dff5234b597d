import { invalidRequest } from '../api/invalid-request.ts';
import { findModel } from '../models/find-model.ts';
import type { ModelSpec } from '../models/model-spec.ts';
import { checkCacheControl } from './check-cache-control.ts';
import type { CheckedRequest } from './checked-request.ts';
import { checkConversation, checkVersionRules } from './check-conversation.ts';
import { checkPictures } from './check-pictures.ts';
import { checkSchema } from './check-schema.ts';
import { checkThinking } from './check-thinking.ts';
import { checkTools } from './check-tools.ts';
import {
  countSchema,
  createSchema,
  samplingSchema,
  type CountBody,
  type CreateBody,
} from './message-schema.ts';
import { parseBody } from './parse-body.ts';
import { readDocument } from './read-document.ts';
import { readPicture } from './read-picture.ts';
import { isDocument, isImage, visitBlocks, type PlacedBlock } from './visit-blocks.ts';

/** The API version of SDK 1.x. */
export const API_VERSION = '2026-10-21';
/** The version before it, still served. */
export const OLD_API_VERSION = '2023-06-01';

export interface RequestContext {
  readonly nowMs: number;
  readonly version: string;
  readonly isBatch?: boolean;
  /** What was fetched for the request, by URL. */
  readonly fetched?: ReadonlyMap<string, Buffer>;
}

/** A body of `POST /v1/messages` against every rule there is. */
export function checkCreate(body: unknown, context: RequestContext): CheckedRequest {
  const isOld = context.version === OLD_API_VERSION;
  const parsed: CreateBody = parseBody(isOld ? samplingSchema : createSchema, body);
  const model = findModel(parsed.model, context.nowMs);
  for (const name of ['temperature', 'top_p', 'top_k'] as const) {
    // Even under the old version only models before 4.7 can be sampled.
    if (parsed[name] !== undefined && model.newTokenizer) {
      throw invalidRequest(`${name}: Extra inputs are not permitted`);
    }
  }
  checkMaxTokens(parsed, model, context.isBatch === true);
  return {
    ...checkShared(parsed, model, parsed.max_tokens, context),
    maxTokens: parsed.max_tokens,
    stopSequences: parsed.stop_sequences ?? [],
    isStreamed: parsed.stream === true,
    isUsOnly: parsed.inference_geo === 'us',
  };
}

/** A body of `POST /v1/messages/count_tokens`, which has no `max_tokens` to check. */
export function checkCount(body: unknown, context: RequestContext): CheckedRequest {
  const parsed: CountBody = parseBody(countSchema, body);
  const model = findModel(parsed.model, context.nowMs);
  return {
    ...checkShared(parsed, model, model.maxOutputTokens, context),
    maxTokens: 0,
    stopSequences: [],
    isStreamed: false,
    isUsOnly: false,
  };
}

type Shared = Omit<CheckedRequest, 'maxTokens' | 'stopSequences' | 'isStreamed' | 'isUsOnly'>;

function checkShared(
  body: CountBody,
  model: ModelSpec,
  maxTokens: number,
  context: RequestContext,
): Shared {
  const blocks = visitBlocks(body.messages);
  checkConversation(body.messages, blocks, model);
  if (context.version !== OLD_API_VERSION) checkVersionRules(blocks);
  checkTools(body, model);
  const choice = checkThinking(body, maxTokens, model);
  const pictures = blocks
    .filter(isImage)
    .map(({ block, path }) => readPicture(block, path, model, context.fetched));
  checkPictures(pictures);
  const documents = blocks.filter(isDocument).map(({ block, path }) => readDocument(block, path));
  checkMediaCount(
    pictures.length,
    documents.reduce((sum, { pages }) => sum + pages, 0),
    model,
  );
  const schema = body.output_config?.format?.schema;
  if (schema !== undefined) checkFormat(schema, body, blocks);
  checkCacheControl(body);
  const { system } = body;
  return {
    model,
    modelName: body.model,
    messages: body.messages,
    system: typeof system === 'string' ? [{ type: 'text', text: system }] : (system ?? []),
    tools: body.tools ?? [],
    toolChoice: body.tool_choice,
    blocks,
    pictures,
    documents,
    schema,
    autoCache: body.cache_control,
    ...choice,
  };
}

/** A schema within the subset, and nothing beside it that would shape the answer as well. */
function checkFormat(
  schema: Readonly<Record<string, unknown>>,
  body: CountBody,
  blocks: readonly PlacedBlock[],
): void {
  checkSchema(schema);
  const rival = blocks.filter(isDocument).some(({ block }) => block.citations?.enabled === true)
    ? 'citations'
    : body.messages.at(-1)?.role === 'assistant'
      ? 'a prefilled answer'
      : undefined;
  if (rival !== undefined) {
    throw invalidRequest(
      `output_config.format: structured outputs cannot be combined with ${rival}`,
    );
  }
}

/** Pictures and PDF pages share one cap: 600 where a million tokens fit, else 100. */
function checkMediaCount(images: number, pages: number, model: ModelSpec): void {
  const most = model.contextTokens >= 1_000_000 ? 600 : 100;
  if (images + pages > most) {
    throw invalidRequest(`Too much media: ${pages} document pages + ${images} images > ${most}`);
  }
}

function checkMaxTokens(body: CreateBody, model: ModelSpec, isBatch: boolean): void {
  const { max_tokens: asked } = body;
  if (asked > model.maxOutputTokens) {
    throw invalidRequest(
      `max_tokens: ${asked} > ${model.maxOutputTokens}, which is the maximum allowed number of output tokens for ${body.model}`,
    );
  }
  if (asked > 0) return;
  // Zero only warms the cache, and only where an answer would not have been shaped anyway.
  const choice = body.tool_choice?.type;
  const isShaped =
    isBatch ||
    body.stream === true ||
    (body.output_config?.format ?? null) !== null ||
    body.thinking?.type === 'enabled' ||
    choice === 'any' ||
    choice === 'tool';
  if (isShaped) throw invalidRequest('max_tokens: Input should be greater than or equal to 1');
}

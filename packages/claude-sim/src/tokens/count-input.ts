import type { CheckedRequest } from '../request/checked-request.ts';
import type { CacheControl, ContentBlock } from '../request/message-schema.ts';
import { visionSize } from '../vision/vision-size.ts';
import { countTextTokens } from './count-text-tokens.ts';

/** Markers round every message. */
const MESSAGE_TOKENS = 3;
/** The instructions that come with structured outputs and with tools, besides the schemas. */
const FORMAT_TOKENS = 180;
const TOOLS_TOKENS = 290;
/** A PDF page's text where it has no readable layer: the low end of the documented 1,500 to 3,000. */
const PDF_PAGE_TEXT_TOKENS = 1500;
/** A PDF page is drawn "at dimensions you don't control"; US Letter at 200 dpi is assumed. */
const PDF_PAGE_PX = { width: 1700, height: 2200 };

export interface InputPart {
  /** What is hashed for the prompt cache. */
  readonly key: string;
  readonly tokens: number;
  readonly ttl: '5m' | '1h' | undefined;
}

/** The prompt as parts in the order the cache reads them: tools, system, messages. */
export function inputParts(request: CheckedRequest): InputPart[] {
  const { model, tools, system, schema } = request;
  const text = (value: string): number => countTextTokens(value.length, model.newTokenizer);
  const parts: InputPart[] = [];
  for (const [index, tool] of tools.entries()) {
    const key = JSON.stringify({ ...tool, cache_control: undefined });
    const tokens = text(key) + (index === 0 ? TOOLS_TOKENS : 0);
    parts.push({ key: `tool ${key}`, tokens, ttl: ttlOf(tool.cache_control) });
  }
  if (schema !== undefined) {
    const key = JSON.stringify(schema);
    parts.push({ key: `format ${key}`, tokens: text(key) + FORMAT_TOKENS, ttl: undefined });
  }
  for (const block of system) {
    if (block.type !== 'text') continue;
    parts.push({
      key: `system ${block.text}`,
      tokens: text(block.text),
      ttl: ttlOf(block.cache_control),
    });
  }
  for (const { block, path, role, isNested } of request.blocks) {
    const { key, tokens } = blockCost(block, path, request, text);
    const isFirst = path.endsWith('.content.0') && !isNested;
    parts.push({
      key: `${role} ${key}`,
      tokens: tokens + (isFirst ? MESSAGE_TOKENS : 0),
      ttl: 'cache_control' in block ? ttlOf(block.cache_control) : undefined,
    });
  }
  const last = parts.at(-1);
  const auto = ttlOf(request.autoCache);
  if (auto !== undefined && last !== undefined) parts[parts.length - 1] = { ...last, ttl: auto };
  return parts;
}

function ttlOf(control: CacheControl): InputPart['ttl'] {
  return control === null || control === undefined ? undefined : (control.ttl ?? '5m');
}

/** All tokens of a prompt. */
export function countInput(parts: readonly InputPart[]): number {
  return parts.reduce((sum, { tokens }) => sum + tokens, 0);
}

function blockCost(
  block: ContentBlock,
  path: string,
  request: CheckedRequest,
  text: (value: string) => number,
): { key: string; tokens: number } {
  switch (block.type) {
    case 'text':
      return { key: block.text, tokens: text(block.text) };
    case 'image': {
      const picture = request.pictures.find((candidate) => candidate.path === path);
      return { key: `image ${picture?.sha256 ?? ''}`, tokens: picture?.seen.tokens ?? 0 };
    }
    case 'document': {
      const read = request.documents.find((candidate) => candidate.path === path);
      const label = `${block.title ?? ''}${block.context ?? ''}`;
      const page = visionSize(PDF_PAGE_PX, request.model.imageTier).tokens;
      const words = read === undefined ? 0 : text(read.text) || read.pages * PDF_PAGE_TEXT_TOKENS;
      return {
        key: `document ${read?.sha256 ?? ''}${label}`,
        tokens: text(label) + words + page * (read?.pages ?? 0),
      };
    }
    case 'tool_use':
      return { key: JSON.stringify(block), tokens: text(JSON.stringify(block.input ?? {})) };
    case 'tool_result': {
      const content = typeof block.content === 'string' ? block.content : ''; // blocks are visited
      return { key: `result ${block.tool_use_id} ${content}`, tokens: text(content) };
    }
    case 'thinking':
      return { key: block.signature, tokens: text(block.thinking) };
    case 'redacted_thinking':
      return { key: block.data, tokens: text(block.data) };
  }
}

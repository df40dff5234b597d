import type { ContentFault } from '../faults/fault-kinds.ts';
import { fillSchema } from '../fill/fill-schema.ts';
import { isValid } from '../fill/is-valid.ts';
import { listDifferences } from '../fill/list-differences.ts';
import { mergeValues } from '../fill/merge-values.ts';
import type { Schema } from '../fill/source.ts';
import type { CheckedRequest } from '../request/checked-request.ts';
import { charsWithin, countTextTokens } from '../tokens/count-text-tokens.ts';
import { readListing } from '../patch/read-listing.ts';
import { writePatch } from '../patch/write-patch.ts';
import type { Answer, StopReason } from './answer.ts';
import { carelessPatch, carelessText } from './careless-text.ts';
import { INVENTED } from './invented-text.ts';
import { obeyedOrder } from './obeyed-order.ts';
import type { ReadRequest } from './read-request.ts';
import { thinkingTokens } from './thinking-tokens.ts';

/** A loop without a bound of its own ends after so many tokens. */
const LOOP_TOKENS = 4000;

const THOUGHT_TEXT = 'This is a stand-in for Claude. It does not think; it counts as if it had. ';

/**
 * What is answered to a request of which `read` is everything legible.
 * @param isTold whether `read` is the pages' own Markdown, and no reading of their pixels
 */
export function planAnswer(
  request: CheckedRequest,
  read: ReadRequest,
  { fault, isTold = false }: { readonly fault?: ContentFault; readonly isTold?: boolean } = {},
): Answer {
  const said = sayWords(request, read.text, isTold, fault);
  const tool = forcedTool(request);
  const schema = tool?.input_schema ?? request.schema;
  const whole =
    fault === 'schema_mismatch'
      ? JSON.stringify({ standin: 'this is not the object that was asked for' })
      : schema === undefined
        ? said
        : JSON.stringify(
            said === read.text ? answerBySchema(schema, read) : fillSchema(schema, said),
          );
  const thought =
    fault === 'in_thinking'
      ? thinkingTokens(request) + tokensOf(whole, request)
      : thinkingTokens(request);
  const text = fault === 'looping' ? loop(whole, request) : fault === 'in_thinking' ? '' : whole;
  const answer = cutToBudget(request, thought, text, tool?.name);
  return fault === undefined ? answer : spoil(answer, fault, request);
}

function sayWords(
  request: CheckedRequest,
  read: string,
  isTold: boolean,
  fault: ContentFault | undefined,
): string {
  if (fault === 'invented') return INVENTED;
  if (fault === 'obeys') return obeyedOrder(read) ?? read;
  const listing = readListing(request);
  if (listing === null) return fault === 'careless' ? carelessText(read) : read;
  const patch = writePatch(listing, isTold ? read : null);
  return fault === 'careless' ? carelessPatch(patch, listing) : patch;
}

/** The differences between pictures, several answers made one, or fields filled from all that was read. */
function answerBySchema(schema: Schema, { text, parts, isSeen }: ReadRequest): unknown {
  const texts = parts.map((part) => part.text);
  if (parts.length < 2) return fillSchema(schema, text);
  if (isSeen) return listDifferences(schema, texts) ?? fillSchema(schema, texts.join('\n\n'));
  const merged = mergeValues(texts.map((one) => parsedOrNull(one)));
  return isValid(schema, merged) ? merged : fillSchema(schema, text);
}

function parsedOrNull(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return null;
  }
}

function forcedTool({
  toolChoice,
  tools,
}: CheckedRequest): CheckedRequest['tools'][number] | undefined {
  if (toolChoice?.type === 'any') return tools[0];
  return toolChoice?.type === 'tool'
    ? tools.find(({ name }) => name === toolChoice.name)
    : undefined;
}

/** Thinking first, then text, until `max_tokens` or a stop sequence ends it. */
function cutToBudget(
  request: CheckedRequest,
  thought: number,
  whole: string,
  tool: string | undefined,
): Answer {
  const { maxTokens, stopSequences, model } = request;
  const thinking = Math.min(thought, maxTokens);
  const left = maxTokens - thinking;
  const stop = tool === undefined ? firstStop(whole, stopSequences) : undefined;
  const wanted = stop === undefined ? whole : whole.slice(0, stop.at);
  const isCut = thought > maxTokens || tokensOf(wanted, request) > left;
  const text = isCut ? wanted.slice(0, charsWithin(left, model.newTokenizer)) : wanted;
  const reason: StopReason = isCut
    ? 'max_tokens'
    : stop !== undefined
      ? 'stop_sequence'
      : tool === undefined
        ? 'end_turn'
        : 'tool_use';
  return {
    thinking: thinking === 0 ? undefined : { tokens: thinking, text: THOUGHT_TEXT },
    text,
    tool,
    outputTokens: thinking + Math.min(left, tokensOf(text, request)),
    stopReason: reason,
    stopSequence: reason === 'stop_sequence' ? (stop?.sequence ?? null) : null,
    refusal: null,
  };
}

function spoil(answer: Answer, fault: ContentFault, request: CheckedRequest): Answer {
  switch (fault) {
    case 'empty_turn':
      return { ...answer, thinking: undefined, text: '', outputTokens: 2, stopReason: 'end_turn' };
    case 'refusal':
      return { ...answer, thinking: undefined, text: '', outputTokens: 0, ...refused };
    case 'refusal_partial':
      return { ...halved(answer, request), ...refused };
    case 'max_tokens':
      return { ...halved(answer, request), stopReason: 'max_tokens' };
    case 'context_exceeded':
      return { ...halved(answer, request), stopReason: 'model_context_window_exceeded' };
    case 'looping':
    case 'invented':
    case 'careless':
    case 'obeys':
    case 'in_thinking':
    case 'schema_mismatch':
      return answer;
  }
}

const refused = {
  stopReason: 'refusal',
  stopSequence: null,
  refusal: 'This is a stand-in for Claude, told to refuse.',
} as const;

function halved(answer: Answer, request: CheckedRequest): Answer {
  const text = answer.text.slice(0, Math.ceil(answer.text.length / 2));
  const outputTokens = (answer.thinking?.tokens ?? 0) + tokensOf(text, request);
  return { ...answer, text, outputTokens };
}

function loop(text: string, request: CheckedRequest): string {
  const line = text.split('\n').findLast((candidate) => candidate.trim() !== '') ?? 'and so on';
  const budget = charsWithin(
    Math.min(request.maxTokens + 1, LOOP_TOKENS),
    request.model.newTokenizer,
  );
  const times = Math.max(2, Math.ceil((budget - text.length) / (line.length + 1)));
  return `${text}\n${Array.from({ length: times }, () => line).join('\n')}`;
}

function firstStop(
  text: string,
  sequences: readonly string[],
): { at: number; sequence: string } | undefined {
  return sequences
    .map((sequence) => ({ at: text.indexOf(sequence), sequence }))
    .filter(({ at }) => at >= 0)
    .toSorted((a, b) => a.at - b.at)[0];
}

function tokensOf(text: string, { model }: CheckedRequest): number {
  return countTextTokens(text.length, model.newTokenizer);
}

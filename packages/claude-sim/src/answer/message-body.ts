import { standinId } from '../api/standin-id.ts';
import type { CheckedRequest } from '../request/checked-request.ts';
import type { Answer } from './answer.ts';

export type Block = Readonly<Record<string, unknown>> & { readonly type: string };

export interface MessageBody {
  readonly id: string;
  readonly type: 'message';
  readonly role: 'assistant';
  readonly model: string;
  readonly content: readonly Block[];
  /** Null only where a stream begins. */
  readonly stop_reason: string | null;
  readonly stop_sequence: string | null;
  readonly stop_details: Readonly<Record<string, unknown>> | null;
  readonly container: null;
  readonly diagnostics: null;
  readonly usage?: Readonly<Record<string, unknown>>;
}

/** An answer as the message of a non-streamed response. */
export function messageBody(
  request: CheckedRequest,
  answer: Answer,
  usage: Readonly<Record<string, unknown>>,
): MessageBody {
  return {
    id: standinId('msg'),
    type: 'message',
    role: 'assistant',
    model: request.model.id,
    content: contentBlocks(request, answer),
    stop_reason: answer.stopReason,
    stop_sequence: answer.stopSequence,
    stop_details:
      answer.refusal === null
        ? null
        : { type: 'refusal', category: 'general_harms', explanation: answer.refusal },
    container: null,
    diagnostics: null,
    usage,
  };
}

function contentBlocks(request: CheckedRequest, { thinking, text, tool }: Answer): Block[] {
  const blocks: Block[] = [];
  if (thinking !== undefined) {
    blocks.push({
      type: 'thinking',
      thinking: request.showsThinking ? thinking.text : '',
      signature: 'standin-signature',
    });
  }
  if (tool !== undefined) {
    const input = parsedOrEmpty(text);
    blocks.push({
      type: 'tool_use',
      id: standinId('toolu'),
      name: tool,
      input,
      caller: { type: 'direct' },
    });
  } else if (text !== '') {
    blocks.push({ type: 'text', text, citations: null });
  }
  return blocks;
}

/** A tool's input that `max_tokens` cut off is no JSON; the API then sends what it has, `{}` here. */
function parsedOrEmpty(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return {};
  }
}

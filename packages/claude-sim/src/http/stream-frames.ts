import { errorBody } from '../api/error-body.ts';
import type { Block, MessageBody } from '../answer/message-body.ts';
import { faultError } from '../faults/fault-error.ts';
import { strikesAt } from '../faults/fault-kinds.ts';
import type { FaultRule } from '../faults/fault-plan.ts';
import { productionMs, type Production } from '../limits/production.ts';
import type { Frame } from './frame.ts';

/** Pieces a second: fewer timers than tokens, and still a stream to the eye. */
const PIECES_PER_SECOND = 10;
/** The most characters in one piece of an answer that is there at once. */
const MAX_PIECE_CHARS = 4096;

/** A message as server-sent events over the time it takes; an error fault ends it half-way. */
export function streamFrames(
  message: MessageBody,
  production: Production,
  midStream: FaultRule | undefined,
  requestId: string,
): Frame[] {
  const totalMs = productionMs(production);
  const thinkingMs = productionMs({ ...production, tokens: production.thinkingTokens });
  const frames = [
    frame(0, { type: 'message_start', message: opening(message) }),
    frame(0, { type: 'ping' }),
    ...contentFrames(message.content, thinkingMs, totalMs),
    frame(totalMs, {
      type: 'message_delta',
      delta: {
        stop_reason: message.stop_reason,
        stop_sequence: message.stop_sequence,
        stop_details: message.stop_details,
        container: null,
      },
      ...(message.usage === undefined ? {} : { usage: message.usage }),
    }),
    frame(totalMs, { type: 'message_stop' }),
  ];
  if (midStream === undefined || !strikesAt('error', midStream.fault)) return frames;
  const half = frames.slice(0, Math.ceil(frames.length / 2));
  const error = errorBody(faultError(midStream.fault, midStream, message.model), requestId);
  return [...half, frame(half.at(-1)?.atMs ?? 0, { ...error, type: 'error' })];
}

/** The message before anything is in it; its usage knows the input and one token of output. */
function opening(message: MessageBody): MessageBody {
  const { usage, ...rest } = message;
  return {
    ...rest,
    content: [],
    stop_reason: null,
    stop_details: null,
    stop_sequence: null,
    ...(usage === undefined
      ? {}
      : { usage: { ...usage, output_tokens: 1, output_tokens_details: null } }),
  };
}

/** Every block in turn, its share of the time in proportion to its share of the characters. */
function contentFrames(
  content: MessageBody['content'],
  thinkingMs: number,
  totalMs: number,
): Frame[] {
  const frames: Frame[] = [];
  for (const [index, block] of content.entries()) {
    const isThinking = block.type === 'thinking';
    const fromMs = isThinking ? 0 : thinkingMs;
    const toMs = isThinking ? thinkingMs : totalMs;
    frames.push(frame(fromMs, { type: 'content_block_start', index, content_block: start(block) }));
    for (const { atMs, delta } of deltas(block, fromMs, toMs)) {
      frames.push(frame(atMs, { type: 'content_block_delta', index, delta }));
    }
    frames.push(frame(toMs, { type: 'content_block_stop', index }));
  }
  return frames;
}

function start(block: Block): Block {
  switch (block.type) {
    case 'text':
      return { ...block, text: '' };
    case 'thinking':
      return { ...block, thinking: '', signature: '' };
    case 'tool_use':
      return { ...block, input: {} };
    default:
      return block;
  }
}

function deltas(
  block: Block,
  fromMs: number,
  toMs: number,
): { atMs: number; delta: Record<string, unknown> }[] {
  switch (block.type) {
    case 'text':
      return pieces(String(block['text']), fromMs, toMs).map(({ atMs, text }) => ({
        atMs,
        delta: { type: 'text_delta', text },
      }));
    case 'tool_use':
      return pieces(JSON.stringify(block['input']), fromMs, toMs).map(({ atMs, text }) => ({
        atMs,
        delta: { type: 'input_json_delta', partial_json: text },
      }));
    case 'thinking': {
      const thinking = String(block['thinking']);
      return [
        ...(thinking === '' ? [] : [{ atMs: fromMs, delta: { type: 'thinking_delta', thinking } }]),
        { atMs: toMs, delta: { type: 'signature_delta', signature: block['signature'] } },
      ];
    }
    default:
      return [];
  }
}

function pieces(text: string, fromMs: number, toMs: number): Frame[] {
  const count = Math.max(
    1,
    Math.ceil(((toMs - fromMs) / 1000) * PIECES_PER_SECOND),
    Math.ceil(text.length / MAX_PIECE_CHARS),
  );
  const chars = Math.max(1, Math.ceil(text.length / count));
  const cut: Frame[] = [];
  for (let at = 0; at < text.length; at += chars) {
    const end = Math.min(text.length, at + chars);
    cut.push({ atMs: fromMs + ((toMs - fromMs) * end) / text.length, text: text.slice(at, end) });
  }
  return cut;
}

function frame(
  atMs: number,
  event: Readonly<Record<string, unknown>> & { readonly type: string },
): Frame {
  return { atMs, text: `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n` };
}

import { invalidRequest } from '../api/invalid-request.ts';
import type { ModelSpec } from '../models/model-spec.ts';
import type { CountBody } from './message-schema.ts';
import { isDocument, type PlacedBlock } from './visit-blocks.ts';

/** Who speaks when, and what each may say. */
export function checkConversation(
  messages: CountBody['messages'],
  blocks: readonly PlacedBlock[],
  model: ModelSpec,
): void {
  const [first] = messages;
  if (first === undefined) throw invalidRequest('messages: at least one message is required');
  if (first.role !== 'user') {
    throw invalidRequest('messages: first message must use the "user" role');
  }
  for (const [index, { role }] of messages.entries()) {
    // Harsher than the API, which joins turns of one role: our callers have no reason to send two.
    if (index > 0 && messages[index - 1]?.role === role) {
      throw invalidRequest(
        `messages: roles must alternate between "user" and "assistant", but found multiple "${role}" roles in a row`,
      );
    }
  }
  const last = messages.at(-1);
  for (const [index, { role, content }] of messages.entries()) {
    const isFinalAnswer = role === 'assistant' && index === messages.length - 1;
    if (content.length === 0 && !isFinalAnswer) {
      throw invalidRequest(
        `messages.${index}: all messages must have non-empty content except for the optional final assistant message`,
      );
    }
  }
  if (last?.role === 'assistant' && !model.prefill) {
    throw invalidRequest(
      'This model does not support assistant message prefill. The conversation must end with a user message.',
    );
  }
  for (const { block, path, role } of blocks) checkBlock(block, path, role);
}

function checkBlock(block: PlacedBlock['block'], path: string, role: PlacedBlock['role']): void {
  if (block.type === 'text' && block.text === '') {
    throw invalidRequest(`${path}.text: text content blocks must be non-empty`);
  }
  if (block.type === 'text' && block.text.trim() === '') {
    throw invalidRequest(`${path}.text: text content blocks must contain non-whitespace text`);
  }
  if (role === 'assistant' && (block.type === 'image' || block.type === 'tool_result')) {
    throw invalidRequest(`${path}: ${block.type} blocks are not allowed in assistant messages`);
  }
  if (role === 'user' && block.type !== 'text' && /thinking|tool_use/.test(block.type)) {
    throw invalidRequest(`${path}: ${block.type} blocks can only be in assistant messages`);
  }
  if (role === 'system' && block.type !== 'text') {
    throw invalidRequest(`${path}: only text blocks are allowed in system messages`);
  }
}

/** What `anthropic-version: 2026-10-21` took away from conversations. */
export function checkVersionRules(blocks: readonly PlacedBlock[]): void {
  for (const placed of blocks) {
    const { block, path, role, isNested } = placed;
    if (role === 'assistant' && isDocument(placed) && !isNested) {
      throw invalidRequest(`${path}: document blocks are not allowed in assistant messages`);
    }
    if (role === 'user' && block.type === 'text' && (block.citations?.length ?? 0) > 0) {
      throw invalidRequest(`${path}.citations: citations are not allowed on user text blocks`);
    }
  }
}

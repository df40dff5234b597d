import { parseJson, promptTokens, type TokenUsage } from '@quire/domain';
import { z } from 'zod';
import { findModel } from './models.ts';
import type { Answer } from './outcome.ts';

const tokens = z.int().min(0);

const usageSaid = z.object({
  input_tokens: tokens,
  output_tokens: tokens,
  cache_creation_input_tokens: tokens.nullish(),
  cache_read_input_tokens: tokens.nullish(),
  cache_creation: z
    .object({ ephemeral_5m_input_tokens: tokens, ephemeral_1h_input_tokens: tokens })
    .nullish(),
  output_tokens_details: z.object({ thinking_tokens: tokens.nullish() }).nullish(),
});

/**
 * Only what is used is looked at. Blocks and stop reasons that are unknown must not make a paid
 * answer unreadable: they are named, and judged later. Nor must a usage that is none.
 */
const message = z.object({
  content: z.array(z.looseObject({ type: z.string(), text: z.string().optional() })),
  stop_reason: z.string().nullish(),
  usage: usageSaid.nullish().catch(null),
});

const KNOWN_BLOCKS = new Set(['text', 'thinking', 'redacted_thinking']);

/** What was asked for bounds what an answer can have used. */
interface Asked {
  readonly model: string;
  readonly max_tokens: number;
}

/**
 * Reads an answer's body.
 * @returns null when it is not a message at all
 */
export function readAnswer(body: string, requestId: string | null, asked: Asked): Answer | null {
  return readMessage(parseJson(body), requestId, asked);
}

/** The same for one that was parsed already. */
export function readMessage(body: unknown, requestId: string | null, asked: Asked): Answer | null {
  const read = message.safeParse(body);
  if (!read.success) return null;
  const { content, stop_reason: stopReason, usage } = read.data;
  return {
    text: content.flatMap((block) => (block.type === 'text' ? [block.text ?? ''] : [])).join(''),
    stopReason: stopReason ?? null,
    hasUnknownBlocks: content.some((block) => !KNOWN_BLOCKS.has(block.type)),
    usage: usage ? believable(usageOf(usage), asked) : null,
    requestId,
  };
}

function usageOf(said: z.output<typeof usageSaid>): TokenUsage {
  const written = said.cache_creation_input_tokens ?? 0;
  const forAnHour = said.cache_creation?.ephemeral_1h_input_tokens ?? 0;
  return {
    inputTokens: said.input_tokens,
    // The sum is what is charged; where the parts are not told apart, five minutes are the default.
    cacheWrite5mTokens: Math.max(0, written - forAnHour),
    cacheWrite1hTokens: forAnHour,
    cacheReadTokens: said.cache_read_input_tokens ?? 0,
    outputTokens: said.output_tokens,
    thinkingTokens: said.output_tokens_details?.thinking_tokens ?? 0,
  };
}

/**
 * A number that cannot be would empty a budget and blind the limiter: no answer is longer than it
 * was allowed to be, and no prompt longer than the model's window.
 */
function believable(usage: TokenUsage, { model, max_tokens: maxTokens }: Asked): TokenUsage | null {
  const isTooMuch =
    usage.outputTokens > maxTokens || promptTokens(usage) > findModel(model).contextTokens;
  return isTooMuch ? null : usage;
}

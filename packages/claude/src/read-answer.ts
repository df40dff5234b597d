import { parseJson } from '@quire/domain';
import { z } from 'zod';
import type { Answer } from './outcome.ts';

/**
 * Only what is used is looked at. Blocks and stop reasons that are unknown must not make a paid
 * answer unreadable: they are named, and judged later.
 */
const message = z.object({
  content: z.array(z.looseObject({ type: z.string(), text: z.string().optional() })),
  stop_reason: z.string().nullish(),
  usage: z
    .object({
      input_tokens: z.int().min(0),
      output_tokens: z.int().min(0),
      cache_creation_input_tokens: z.int().min(0).nullish(),
      cache_read_input_tokens: z.int().min(0).nullish(),
    })
    .nullish(),
});

const KNOWN_BLOCKS = new Set(['text', 'thinking', 'redacted_thinking']);

/**
 * Reads an answer's body.
 * @returns null when it is not a message at all
 */
export function readAnswer(body: string, requestId: string | null): Answer | null {
  const read = message.safeParse(parseJson(body));
  if (!read.success) return null;
  const { content, stop_reason: stopReason, usage } = read.data;
  return {
    text: content.flatMap((block) => (block.type === 'text' ? [block.text ?? ''] : [])).join(''),
    stopReason: stopReason ?? null,
    hasUnknownBlocks: content.some((block) => !KNOWN_BLOCKS.has(block.type)),
    usage: usage
      ? {
          inputTokens:
            usage.input_tokens +
            (usage.cache_creation_input_tokens ?? 0) +
            (usage.cache_read_input_tokens ?? 0),
          outputTokens: usage.output_tokens,
        }
      : null,
    requestId,
  };
}

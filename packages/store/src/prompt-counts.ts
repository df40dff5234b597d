import type { Redis } from 'ioredis';
import { promptCountKey } from './keys.ts';

/** A prompt that nobody asked with for so long is counted anew: counting is free, and a second's work. */
const KEPT_S = 7 * 86_400;

/** Tokens of prompts, as the provider counted them, shared by all processes. */
export interface PromptCounts {
  /** @param key hash of all that was counted, the model included. @returns null where nobody counted it */
  get(key: string): Promise<number | null>;
  put(key: string, tokens: number): Promise<void>;
}

export function createPromptCounts(redis: Redis, prefix: string): PromptCounts {
  return {
    async get(key) {
      const kept = await redis.get(promptCountKey(prefix, key));
      return kept === null ? null : Number(kept);
    },
    async put(key, tokens) {
      await redis.set(promptCountKey(prefix, key), tokens, 'EX', KEPT_S);
    },
  };
}

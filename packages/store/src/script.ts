import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Redis } from 'ioredis';

/** One Lua script. Its file's name ends in the number of its keys; its header is its contract. */
export interface Script {
  run(
    redis: Redis,
    keys: readonly string[],
    values: readonly (string | number)[],
  ): Promise<unknown>;
}

/**
 * Loads `scripts/NAME.lua`, after the parts it shares with others.
 * @param parts names of files in `scripts/parts`, put in front in this order
 */
export function loadScript(name: string, ...parts: readonly string[]): Script {
  const files = [...parts.map((part) => `parts/${part}`), name];
  const source = files
    .map((file) => readFileSync(new URL(`scripts/${file}.lua`, import.meta.url), 'utf8'))
    .join('\n');
  const sha1 = createHash('sha1').update(source).digest('hex');
  return {
    async run(redis, keys, values) {
      try {
        return await redis.evalsha(sha1, keys.length, ...keys, ...values);
      } catch (error) {
        // A Redis that was restarted has forgotten its scripts; EVAL teaches it again.
        if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
        return redis.eval(source, keys.length, ...keys, ...values);
      }
    },
  };
}

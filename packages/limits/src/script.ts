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
 * Loads `scripts/NAME.lua`, after the parts it shares with others. Where the file begins with flags
 * (`#!lua flags=…`), so does the whole; Redis before 7 knows none, and there it runs without them.
 * @param parts names of files in `scripts/parts`, put in front in this order
 */
export function loadScript(name: string, ...parts: readonly string[]): Script {
  const [, flags = '', body = ''] = /^(#!.*\n)?([^]*)$/.exec(read(name)) ?? [];
  const plain = [...parts.map((part) => read(`parts/${part}`)), body].join('\n');
  let current = compiled(flags + plain);
  return {
    async run(redis, keys, values) {
      const given = [keys.length, ...keys, ...values] as const;
      try {
        return await redis.evalsha(current.sha1, ...given);
      } catch (error) {
        // A Redis that was restarted has forgotten its scripts; EVAL teaches it again.
        if (!begins(error, 'NOSCRIPT')) throw error;
      }
      try {
        return await redis.eval(current.source, ...given);
      } catch (error) {
        // Redis has one code, ERR, for this and much else: the wording is all there is to tell by.
        if (flags === '' || !begins(error, 'ERR Error compiling script')) throw error;
        current = compiled(plain);
        return redis.eval(current.source, ...given);
      }
    },
  };
}

function read(file: string): string {
  return readFileSync(new URL(`scripts/${file}.lua`, import.meta.url), 'utf8');
}

function compiled(source: string): { readonly source: string; readonly sha1: string } {
  return { source, sha1: createHash('sha1').update(source).digest('hex') };
}

function begins(error: unknown, words: string): boolean {
  return error instanceof Error && error.name === 'ReplyError' && error.message.startsWith(words);
}

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Redis } from 'ioredis';
import { codeOf, isReply, nameRefusal } from './name-refusal.ts';

/** One Lua script. Its file's name ends in the number of its keys; its header is its contract. */
export interface Script {
  /** @throws Failure `redis_refuses_writes` when Redis is there and takes none */
  run(
    redis: Redis,
    keys: readonly string[],
    values: readonly (string | number)[],
  ): Promise<unknown>;
}

/**
 * Loads `NAME.lua`, after the parts it shares with others. Where the file begins with flags
 * (`#!lua flags=…`), so does the whole. Redis before 7 knows no flags: there it runs without them,
 * and what has to work on a full Redis does so by deleting first (a script that has written may go on).
 * @param parts names of files in `parts`, put in front in this order
 */
export type LoadScript = (name: string, ...parts: readonly string[]) => Script;

/** @param folder the scripts' own, ending in `/` */
export function scriptsIn(folder: URL): LoadScript {
  return (name, ...parts) => {
    const [, flags = '', body = ''] = /^(#!.*\n)?([^]*)$/.exec(readScript(folder, name)) ?? [];
    const plain = [...parts.map((part) => readScript(folder, `parts/${part}`)), body].join('\n');
    let current = compiled(flags + plain);
    return {
      async run(redis, keys, values) {
        const given = [keys.length, ...keys, ...values] as const;
        try {
          return await redis.evalsha(current.sha1, ...given);
        } catch (error) {
          // A Redis that was restarted has forgotten its scripts; EVAL teaches it again.
          if (codeOf(error) !== 'NOSCRIPT') throw nameRefusal(error);
        }
        try {
          return await redis.eval(current.source, ...given);
        } catch (error) {
          if (flags === '' || !cannotCompile(error)) throw nameRefusal(error);
          current = compiled(plain);
        }
        return redis.eval(current.source, ...given);
      },
    };
  };
}

function readScript(folder: URL, file: string): string {
  return readFileSync(new URL(`${file}.lua`, folder), 'utf8');
}

function compiled(source: string): { readonly source: string; readonly sha1: string } {
  return { source, sha1: createHash('sha1').update(source).digest('hex') };
}

// Redis has one code, ERR, for this and much else: the wording is all there is to tell it by.
function cannotCompile(error: unknown): boolean {
  return isReply(error) && error.message.startsWith('ERR Error compiling script');
}

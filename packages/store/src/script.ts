import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Failure } from '@quire/domain';
import type { Redis } from 'ioredis';

/** One Lua script. Its file's name ends in the number of its keys; its header is its contract. */
export interface Script {
  /** @throws Failure `redis_refuses_writes` when Redis is there and takes none */
  run(
    redis: Redis,
    keys: readonly string[],
    values: readonly (string | number)[],
  ): Promise<unknown>;
}

/** Codes, the first word of an error reply, by which Redis says that it takes no writes for now. */
const REFUSALS = new Set(['OOM', 'MISCONF', 'READONLY', 'NOREPLICAS', 'LOADING', 'MASTERDOWN']);

/**
 * Loads `scripts/NAME.lua`, after the parts it shares with others. Where the file begins with flags
 * (`#!lua flags=…`), so does the whole. Redis before 7 knows no flags: there it runs without them,
 * and what has to work on a full Redis does so by deleting first (a script that has written may go on).
 * @param parts names of files in `scripts/parts`, put in front in this order
 */
export function loadScript(name: string, ...parts: readonly string[]): Script {
  const [, flags = '', body = ''] = /^(#!.*\n)?([^]*)$/.exec(readScript(name)) ?? [];
  const plain = [...parts.map((part) => readScript(`parts/${part}`)), body].join('\n');
  let current = compiled(flags + plain);
  return {
    async run(redis, keys, values) {
      const given = [keys.length, ...keys, ...values] as const;
      try {
        return await redis.evalsha(current.sha1, ...given);
      } catch (error) {
        // A Redis that was restarted has forgotten its scripts; EVAL teaches it again.
        if (codeOf(error) !== 'NOSCRIPT') throw refused(error);
      }
      try {
        return await redis.eval(current.source, ...given);
      } catch (error) {
        if (flags === '' || !cannotCompile(error)) throw refused(error);
        current = compiled(plain);
      }
      return redis.eval(current.source, ...given);
    },
  };
}

function readScript(file: string): string {
  return readFileSync(new URL(`scripts/${file}.lua`, import.meta.url), 'utf8');
}

function compiled(source: string): { readonly source: string; readonly sha1: string } {
  return { source, sha1: createHash('sha1').update(source).digest('hex') };
}

/** The first word of an error reply, which is the protocol's code for it. */
function codeOf(error: unknown): string | undefined {
  return isReply(error) ? error.message.split(' ', 1)[0] : undefined;
}

// Redis has one code, ERR, for this and much else: the wording is all there is to tell it by.
function cannotCompile(error: unknown): boolean {
  return isReply(error) && error.message.startsWith('ERR Error compiling script');
}

function isReply(error: unknown): error is Error {
  return error instanceof Error && error.name === 'ReplyError';
}

function refused(error: unknown): unknown {
  const code = codeOf(error);
  if (code === undefined || !REFUSALS.has(code)) return error;
  return new Failure('redis_refuses_writes', { detail: code, cause: error });
}

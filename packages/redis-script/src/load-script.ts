import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Redis } from 'ioredis';
import { codeOf, isReply, nameRefusal } from './name-refusal.ts';
import { runTogether } from './run-together.ts';

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
  return (name, ...parts) => scriptFrom(readScript(folder, name, parts));
}

/**
 * The same for scripts that are run for many things at once. Runs that are asked for before the connection
 * writes next, and whose keys share a slot, are one command, in which each sees its own keys and values,
 * and comes to what it would have come to by itself: one that fails takes no other with it. But on a full
 * Redis a run that has deleted something lets those after it write.
 * @param folder the scripts' own, ending in `/`
 */
export function gatheredScriptsIn(folder: URL): LoadScript {
  return (name, ...parts) => {
    const text = readScript(folder, name, parts);
    return gathered(scriptFrom({ ...text, body: forEach(text.body) }));
  };
}

function scriptFrom({ flags, before, body }: ScriptText): Script {
  const plain = [...before, body].join('\n');
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
}

interface Run {
  readonly keys: readonly string[];
  readonly values: readonly (string | number)[];
}

function gathered(script: Script): Script {
  const connections = new WeakMap<Redis, (slot: string, run: Run) => Promise<unknown>>();
  const open = (redis: Redis): ((slot: string, run: Run) => Promise<unknown>) => {
    const together = runTogether<Run, unknown>(redis, async (_slot, runs) => {
      const [first] = runs;
      const isSame = runs.every(({ keys }) => keys.every((key, at) => key === first?.keys[at]));
      const keys = isSame ? (first?.keys ?? []) : runs.flatMap((run) => run.keys);
      const values = runs.flatMap((run) => run.values);
      const replies = await script.run(redis, keys, [
        runs.length,
        isSame ? 1 : runs.length,
        ...values,
      ]);
      return (Array.isArray(replies) ? Array.from<unknown>(replies) : []).map(nameRefusal);
    });
    connections.set(redis, together);
    return together;
  };
  return {
    run: (redis, keys, values) =>
      (connections.get(redis) ?? open(redis))(slotOf(keys), { keys, values }),
  };
}

/** What Redis Cluster finds a key's slot by: all keys of one script have the same. */
function slotOf([key = '']: readonly string[]): string {
  return /\{([^}]+)\}/.exec(key)?.[1] ?? key;
}

/**
 * Values of all runs stand in a row, as many of each, and so do keys, once where all runs have the same. In
 * front of the values is how many runs there are, and of how many the keys are there.
 */
function forEach(body: string): string {
  return `local function run(KEYS, ARGV)
${body}
end
local runs, replies = tonumber(ARGV[1]), {}
local function share(all, from, parts, index)
  local each, own = (#all - from) / parts, {}
  for at = 1, each do own[at] = all[from + (index - 1) * each + at] end
  return own
end
for index = 1, runs do
  local keys = ARGV[2] == '1' and KEYS or share(KEYS, 0, runs, index)
  local is_done, reply = pcall(run, keys, share(ARGV, 2, runs, index))
  if not is_done and type(reply) ~= 'table' then reply = { err = reply } end
  replies[index] = reply or false
end
return replies`;
}

interface ScriptText {
  /** The first line where it has any, with its end. */
  readonly flags: string;
  /** What it shares with others. */
  readonly before: readonly string[];
  readonly body: string;
}

function readScript(folder: URL, name: string, parts: readonly string[]): ScriptText {
  const read = (file: string): string => readFileSync(new URL(`${file}.lua`, folder), 'utf8');
  const [, flags = '', body = ''] = /^(#!.*\n)?([^]*)$/.exec(read(name)) ?? [];
  return { flags, before: parts.map((part) => read(`parts/${part}`)), body };
}

function compiled(source: string): { readonly source: string; readonly sha1: string } {
  return { source, sha1: createHash('sha1').update(source).digest('hex') };
}

// Redis has one code, ERR, for this and much else: the wording is all there is to tell it by.
function cannotCompile(error: unknown): boolean {
  return isReply(error) && error.message.startsWith('ERR Error compiling script');
}

import type { Redis } from 'ioredis';

/** Scripts that ran, told apart by their hash and the kind of their last key. */
export interface ScriptRuns {
  readonly name: string;
  readonly calls: number;
  readonly usec: number;
}

/** More than the sample runs, with what scripts call: Redis keeps all of it. */
const MOST_KEPT = 100_000;

/** From here on Redis notes every command it runs, up to the newest 100,000. */
export async function startNotingScripts(redis: Redis): Promise<void> {
  await redis.config('SET', 'slowlog-max-len', String(MOST_KEPT));
  await redis.config('SET', 'slowlog-log-slower-than', '0');
  await redis.slowlog('RESET');
}

/** What was noted of scripts since. Noting ends with it. */
export async function readScripts(redis: Redis): Promise<ScriptRuns[]> {
  await redis.config('SET', 'slowlog-log-slower-than', '10000');
  const entries = await redis.slowlog('GET', MOST_KEPT);
  const runs = new Map<string, { calls: number; usec: number }>();
  for (const entry of Array.isArray(entries) ? Array.from<unknown>(entries) : []) {
    const [, , usec, command] = Array.isArray(entry) ? Array.from<unknown>(entry) : [];
    const words = Array.isArray(command) ? command.map(String) : [];
    if (!/^eval/i.test(words[0] ?? '')) continue;
    const name = nameOf(words);
    const before = runs.get(name) ?? { calls: 0, usec: 0 };
    runs.set(name, { calls: before.calls + 1, usec: before.usec + Number(usec) });
  }
  return [...runs].map(([name, run]) => ({ name, ...run }));
}

function nameOf([, script = '', keys = '', first = '']: readonly string[]): string {
  const kind = first.replaceAll(/\{doc[^}]*\}|doc_\w+/g, '{doc}').replace(/[0-9a-f]{64}/, 'HASH');
  return `${script.slice(0, 8)}-${keys} on ${kind}`;
}

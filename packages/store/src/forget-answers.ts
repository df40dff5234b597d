import type { Redis } from 'ioredis';
import { subjectOf } from './answer-cache.ts';
import { cacheKeys } from './keys.ts';
import { loadScript } from './script.ts';

const forgetScript = loadScript('forget-answers-2');

/** Names of answers read in one command. */
const CHUNK = 1_000;

/**
 * Lets go of all kept answers of a tenant about some pictures, whoever asked for them and how. Looks at
 * the names of all that are kept: 30,000 of them, as many as 64 MB hold, take some 50 ms, none of them in one go.
 * @param pictures their hashes
 */
export async function forgetAnswers(
  redis: Redis,
  prefix: string,
  tenant: string,
  pictures: ReadonlySet<string>,
): Promise<void> {
  if (pictures.size === 0) return;
  const { answer: beginning, order, sizes } = cacheKeys(prefix, '');
  const subjects = new Set([...pictures].map((sha256) => subjectOf(tenant, sha256)));
  let cursor = '0';
  do {
    const [next, found] = await redis.hscan(sizes, cursor, 'COUNT', CHUNK);
    const keys = found.filter(
      (key, at) => at % 2 === 0 && subjects.has(key.split('.', 1)[0] ?? ''),
    );
    if (keys.length > 0) await forgetScript.run(redis, [order, sizes], [beginning, ...keys]);
    cursor = next;
  } while (cursor !== '0');
}

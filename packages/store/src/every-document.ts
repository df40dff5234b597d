import type { AcceptedDocument } from '@quire/domain';
import type { Redis } from 'ioredis';
import { acceptedFrom } from './document-fields.ts';
import { documentKeys } from './keys.ts';

/** Keys looked at in one command, of which about every eighth is a document's. */
const CHUNK = 1_000;

/** Every document that is there, in no order; one that comes meanwhile may be left out. */
export async function* everyDocument(
  redis: Redis,
  prefix: string,
): AsyncGenerator<AcceptedDocument> {
  const pattern = documentKeys(prefix, '*').document;
  let cursor = '0';
  do {
    const [next, keys] = await redis.scan(cursor, 'MATCH', pattern, 'COUNT', CHUNK);
    const found = await Promise.all(keys.map((key) => redis.hget(key, 'accepted')));
    for (const accepted of found) if (accepted !== null) yield acceptedFrom(accepted);
    cursor = next;
  } while (cursor !== '0');
}

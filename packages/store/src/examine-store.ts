import type { EpochFacts, RedisFacts } from '@quire/domain';
import type { Redis } from 'ioredis';
import type { Blobs } from './blobs/blobs.ts';
import { createEpoch } from './epoch.ts';
import { modelsInUse } from './models-in-use.ts';
import { readRedisFacts } from './redis-facts.ts';

/** What `judgeHealth` wants to know of Redis and the blob store. */
export interface StoreFacts {
  readonly redis: RedisFacts | null;
  readonly epoch: EpochFacts | null;
  readonly blobsWritable: boolean;
}

/** A Redis that does not answer within this is away. */
const ANSWER_WITHIN_MS = 5_000;

/** Looks at Redis and the blob store. What is away is null, not an error. */
export async function examineStore(
  redis: Redis,
  prefix: string,
  blobs: Blobs,
): Promise<StoreFacts> {
  const blobsWritable = await blobs.isWritable();
  const facts = await within(readRedisFacts(redis));
  const canLook = facts !== null && blobsWritable;
  const epoch = canLook ? await within(createEpoch(redis, prefix, blobs).check()) : null;
  return { redis: facts, epoch, blobsWritable };
}

/** Models that live documents name. @returns null where Redis is away */
export function lookForModels(redis: Redis, prefix: string): Promise<string[] | null> {
  return within(modelsInUse(redis, prefix));
}

async function within<Result>(work: Promise<Result>): Promise<Result | null> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ANSWER_WITHIN_MS);
  });
  try {
    return await Promise.race([work.catch(() => null), tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

import { afterAll, afterEach, beforeAll } from '@jest/globals';
import { createLimiter } from '@quire/limits';
import { createProducer, type Producer } from '@quire/queues';
import { connectRedis, createLog } from '@quire/service';
import {
  createActiveDocuments,
  createCalls,
  createDocuments,
  createOutbox,
  createPages,
} from '@quire/store';
import { type PrivateRedis, startPrivateRedis } from '@quire/testkit';

export const PREFIX = 'test';

function open(redis: Redis, producer: Producer) {
  const unswept: string[] = [];
  return {
    redis,
    producer,
    documents: createDocuments(redis, PREFIX, 3_600),
    pages: createPages(redis, PREFIX),
    calls: createCalls(redis, PREFIX, 7_200),
    limiter: createLimiter(redis, PREFIX, 'aggregator', {}),
    outbox: createOutbox(redis, PREFIX),
    active: createActiveDocuments(redis, PREFIX),
    /** Documents that the sweeper said it could not mend. */
    unswept,
    reportUnswept: (documentId: string) => unswept.push(documentId),
  };
}

type Redis = Awaited<ReturnType<typeof connectRedis>>;

/** A private Redis for one test file, empty before each test, and the aggregator's ports on it. */
export function usePorts(): () => ReturnType<typeof open> {
  let server: PrivateRedis | undefined;
  let ports: ReturnType<typeof open> | undefined;
  beforeAll(async () => {
    server = await startPrivateRedis();
    const redis = await connectRedis(server.url, createLog('test', 'silent'), { whenAway: 'wait' });
    ports = open(redis, createProducer(redis, PREFIX));
  });
  afterEach(async () => {
    await ports?.redis.flushall();
  });
  afterAll(async () => {
    await ports?.producer.close();
    ports?.redis.disconnect();
    await server?.stop();
  });
  return () => {
    if (!ports) throw new Error('ports are there only while tests run');
    return ports;
  };
}

import { once } from 'node:events';
import { afterAll, afterEach, beforeAll } from '@jest/globals';
import { type PrivateRedis, startPrivateRedis } from '@quire/testkit';
import { Redis } from 'ioredis';
import {
  type Consumer,
  type ConsumerOptions,
  createProducer,
  type JobOutcome,
  type Producer,
  type QueueName,
  startConsumer,
} from '../src/index.ts';

export const PREFIX = 'test';

export interface Bench {
  readonly server: PrivateRedis;
  readonly redis: Redis;
  readonly producer: Producer;
  /** What became of the runs so far. */
  readonly outcomes: JobOutcome[];
  readonly troubles: Error[];
  /** One more connection, closed after the consumers. */
  readonly connect: () => Redis;
  readonly consume: <Name extends QueueName>(
    name: Name,
    handle: ConsumerOptions<Name>['handle'],
    more?: Partial<ConsumerOptions<Name>>,
  ) => Promise<Consumer>;
}

/** A private Redis for a test file; each test begins on an empty one, and its consumers are stopped. */
export function useBench(appendfsync: 'always' | 'no' = 'no'): () => Bench {
  let server: PrivateRedis | undefined;
  let redis: Redis | undefined;
  let producer: Producer | undefined;
  const consumers: Consumer[] = [];
  const connections: Redis[] = [];
  const outcomes: JobOutcome[] = [];
  const troubles: Error[] = [];
  beforeAll(async () => {
    server = await startPrivateRedis({ appendfsync });
    redis = new Redis(server.url, { maxRetriesPerRequest: null, retryStrategy: () => 20 });
    redis.on('error', () => undefined);
    producer = createProducer(redis, PREFIX);
  });
  afterEach(async () => {
    await Promise.all(consumers.splice(0).map((consumer) => consumer.stop(0)));
    for (const connection of connections.splice(0)) connection.disconnect();
    outcomes.length = 0;
    troubles.length = 0;
    await redis?.flushall();
  });
  afterAll(async () => {
    await producer?.close();
    if (redis) {
      const ended = once(redis, 'end');
      redis.disconnect();
      await ended;
    }
    await server?.stop();
  });
  return () => {
    if (!server || !redis || !producer) throw new Error('Redis is there only while tests run');
    const connection = redis;
    return {
      server,
      redis,
      producer,
      outcomes,
      troubles,
      connect() {
        const another = connection.duplicate();
        another.on('error', () => undefined);
        connections.push(another);
        return another;
      },
      async consume(name, handle, more) {
        const consumer = await startConsumer(name, {
          redis: connection,
          prefix: PREFIX,
          concurrency: 4,
          handle,
          onLost: () => Promise.reject(new Error('no job is to be lost here')),
          onOutcome: (outcome) => outcomes.push(outcome),
          onTrouble: (error) => troubles.push(error),
          ...more,
        });
        consumers.push(consumer);
        return consumer;
      },
    };
  };
}

/** Waits until it is so; the test's own time limit says when to give up. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) {
    await new Promise((resolve) => {
      setTimeout(resolve, 10);
    });
  }
}

export const split = (documentId: string) => ({ v: 1, documentId }) as const;

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll } from '@jest/globals';
import { admissionRules } from '@quire/domain';
import { createLimiter } from '@quire/limits';
import { createProducer, type Producer } from '@quire/queues';
import { connectRedis, createLog } from '@quire/service';
import {
  createActiveDocuments,
  createBlobUsers,
  createCalls,
  createDeletions,
  createDocuments,
  createIdempotency,
  createOutbox,
  createPages,
  createPlaces,
  everyDocument,
  forgetAnswers,
  openBlobs,
} from '@quire/store';
import { type PrivateRedis, startPrivateRedis } from '@quire/testkit';

export const PREFIX = 'test';
export const RETENTION_S = 3_600;

function open(redis: Redis, producer: Producer, folder: string) {
  const unswept: string[] = [];
  return {
    redis,
    producer,
    documents: createDocuments(redis, PREFIX, RETENTION_S),
    pages: createPages(redis, PREFIX),
    places: createPlaces(redis, PREFIX, admissionRules(1024)),
    calls: createCalls(redis, PREFIX, 7_200),
    limiter: createLimiter(redis, PREFIX, 'aggregator', {}),
    outbox: createOutbox(redis, PREFIX),
    active: createActiveDocuments(redis, PREFIX),
    folder,
    blobs: openBlobs(`file://${folder}`),
    blobUsers: createBlobUsers(redis, PREFIX, RETENTION_S),
    deletions: createDeletions(redis, PREFIX),
    idempotency: createIdempotency(redis, PREFIX),
    everyDocument: () => everyDocument(redis, PREFIX),
    forgetAnswers: (tenant: string, pictures: ReadonlySet<string>) =>
      forgetAnswers(redis, PREFIX, tenant, pictures),
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
  let folder = '';
  beforeAll(async () => {
    server = await startPrivateRedis();
    const redis = await connectRedis(server.url, createLog('test', 'silent'), { whenAway: 'wait' });
    folder = await mkdtemp(join(tmpdir(), 'quire-aggregator-'));
    ports = open(redis, createProducer(redis, PREFIX), folder);
  });
  afterEach(async () => {
    await ports?.redis.flushall();
  });
  afterAll(async () => {
    await ports?.producer.close();
    ports?.redis.disconnect();
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });
  return () => {
    if (!ports) throw new Error('ports are there only while tests run');
    return ports;
  };
}

import { startProcess } from '@quire/testkit';
import { z } from 'zod';
import type { WholeSystem } from '../../whole-system.ts';

const figures = z.object({ jobs: z.int(), cpuMs: z.number() });

/** CPU of one bare job, in milliseconds, in the process that adds and works, and in Redis. */
export interface BareJobs {
  readonly processMs: number;
  readonly redisMs: number;
}

/** The same Redis, BullMQ alone: jobs that do nothing, added and worked off by one process. */
export async function measureBareJobs(
  { redis, redisUrl }: WholeSystem,
  jobs: number,
  concurrency: number,
): Promise<BareJobs> {
  const before = redis.cpuS();
  const bare = await startProcess({
    command: 'node',
    args: ['scripts/bench/overhead/bare-jobs.ts', redisUrl, String(jobs), String(concurrency)],
    timeoutMs: 300_000,
  });
  const read = figures.parse(JSON.parse(bare.readyLine.replace(/^ready /, '')));
  await bare.exit;
  return {
    processMs: read.cpuMs / jobs,
    // All jobs that were run, those of the warm-up too, are Redis'.
    redisMs: ((redis.cpuS() - before) * 1000) / read.jobs,
  };
}

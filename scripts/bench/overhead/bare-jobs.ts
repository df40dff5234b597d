/** Adds jobs and works them off, with an empty processor; started by a bench with Redis' URL. */
import { Queue, Worker } from '@quire/queues/bare-bullmq';
import { Redis } from 'ioredis';

const [, , url = '', count = '', concurrency = ''] = process.argv;
const WARM_UP = 1_000;
const CHUNK = 250;

const connection = new Redis(url, { maxRetriesPerRequest: null });
const options = { connection, prefix: 'bare' };
const queue = new Queue('jobs', options);
let left = 0;
let finished: (() => void) | undefined;
const worker = new Worker('jobs', async () => undefined, {
  ...options,
  concurrency: Number(concurrency),
});
worker.on('completed', () => {
  left -= 1;
  if (left === 0) finished?.();
});

async function runJobs(name: string, jobs: number): Promise<void> {
  const done = Promise.withResolvers<void>();
  finished = done.resolve;
  left = jobs;
  for (let from = 0; from < jobs; from += CHUNK) {
    const chunk = Array.from({ length: Math.min(CHUNK, jobs - from) }, (_, at) => ({
      name: 'job',
      data: { v: 1, documentId: name, page: from + at },
      opts: { jobId: `${name}-${from + at}`, removeOnComplete: true },
    }));
    await queue.addBulk(chunk);
  }
  await done.promise;
}

await runJobs('warm-up', WARM_UP);
const before = process.cpuUsage();
await runJobs('measured', Number(count));
const { user, system } = process.cpuUsage(before);
const cpuMs = (user + system) / 1000;
console.log(`ready ${JSON.stringify({ jobs: WARM_UP + Number(count), cpuMs })}`);
await worker.close();
await queue.close();
connection.disconnect();

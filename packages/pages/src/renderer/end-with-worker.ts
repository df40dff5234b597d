import { Worker } from 'node:worker_threads';

const LOOK_EVERY_MS = 1_000;

/**
 * A renderer has no life of its own: it ends with the worker that it draws for. Its arguments are the worker's number,
 * and whether the system ends it then (`ended-with-worker.ts`); else a thread looks, which runs while a page computes.
 */
export function endWithWorker(): void {
  const [, , worker, ending] = process.argv;
  process.on('disconnect', () => process.exit(0));
  // It may have ended before the system was asked to end this process with it.
  if (process.ppid !== Number(worker)) process.exit(0);
  if (ending === 'ended-by-system') return;
  // In plain words of its own: what is loaded for TypeScript and against networks doubles what a thread costs.
  const look = `if (process.ppid !== ${Number(worker)}) process.kill(process.pid, 'SIGKILL');`;
  const thread = new Worker(`setInterval(() => { ${look} }, ${LOOK_EVERY_MS});`, {
    eval: true,
    execArgv: [],
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1 },
  });
  thread.unref();
}

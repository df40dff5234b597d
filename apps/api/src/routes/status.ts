import { Failure } from '@quire/domain';
import { queueNames } from '@quire/queues';
import { Router } from 'express';
import type { ApiPorts } from '../api-ports.ts';

/** `/v1/status`: how deep the queues are, what is held up and why. */
export function statusRoutes({ producer, limiter, active }: ApiPorts): Router {
  const router = Router();
  router.get('/', async (_request, response) => {
    const queues = await Promise.all(
      queueNames.map(
        async (name) =>
          [
            name,
            await producer.queues[name].getJobCounts('waiting', 'active', 'delayed', 'failed'),
          ] as const,
      ),
    ).catch((cause: unknown) => {
      throw new Failure('redis_unavailable', { cause });
    });
    const holds = await limiter.holds();
    const [oldest] = await active.untouchedSince(Number.MAX_SAFE_INTEGER, 1);
    response.json({
      queues: Object.fromEntries(queues),
      paused: holds.map(({ group, code, detail, forMs, isHalt }) => ({
        model_group: group,
        reason: code,
        detail,
        seconds: Math.ceil(forMs / 1000),
        kind: isHalt ? 'halt' : 'pause',
      })),
      documents: { active: await active.count(), oldest: oldest ?? null },
    });
  });
  return router;
}

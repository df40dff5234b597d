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
    const oldest = await active.oldest();
    const levels = await limiter.levels();
    response.json({
      queues: Object.fromEntries(queues),
      paused: holds.map(({ group, code, detail, forMs, isHalt }) => ({
        model_group: group,
        reason: code,
        detail,
        seconds: Math.ceil(forMs / 1000),
        kind: isHalt ? 'halt' : 'pause',
      })),
      limits: levels.map(({ group, limits, requests, inputTokens, outputTokens }) => ({
        model_group: group,
        per_minute: limits,
        left: { requests, input_tokens: inputTokens, output_tokens: outputTokens },
      })),
      documents: {
        active: await active.count(),
        // Its age alone: the document may be another tenant's.
        oldest: oldest && {
          accepted_at: new Date(oldest.acceptedAtMs).toISOString(),
          waiting_s: Math.max(0, Math.round((Date.now() - oldest.acceptedAtMs) / 1000)),
        },
      },
    });
  });
  return router;
}

import { Failure, pageBudgets, type ProviderHold, usd } from '@quire/domain';
import { queueNames } from '@quire/queues';
import { Router } from 'express';
import type { ApiPorts } from '../api-ports.ts';
import { hasTenant, tenantOf } from '../authenticate.ts';

/** `/v1/status`: how deep the queues are, what is held up and why. For tenants, and for operators. */
export function statusRoutes({ producer, limiter, active, batches, config }: ApiPorts): Router {
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
    const memory = await limiter.memoryLow();
    const oldest = await active.oldest();
    const levels = await limiter.levels();
    const open = await batches.open();
    response.json({
      queues: Object.fromEntries(queues),
      paused: [
        ...(memory === null ? [] : [pausedForAll(memory)]),
        ...holds.map(({ group, code, detail, sinceMs, forMs, isHalt }) => ({
          model_group: group,
          reason: code,
          detail,
          since: new Date(sinceMs).toISOString(),
          seconds: Math.ceil(forMs / 1000),
          kind: isHalt ? 'halt' : 'pause',
        })),
      ],
      limits: levels.map(({ group, limits, requests, inputTokens, outputTokens, ...level }) => ({
        model_group: group,
        per_minute: limits,
        is_known: level.areKnown,
        left: { requests, input_tokens: inputTokens, output_tokens: outputTokens },
        calls_in_flight: level.callsInFlight,
        output_tokens_per_s: level.outputTokensPerS,
      })),
      // Whose pages are in them is not said: a batch is many tenants'.
      batches: open.map(({ id, state, model, count, created_at: at, expires_at: until }) => ({
        id: id || null,
        state,
        model,
        pages: count,
        created_at: at || null,
        expires_at: until || null,
      })),
      budgets: hasTenant(response) ? await budgetsOf(tenantOf(response), { limiter, config }) : [],
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

/** Goes on once there is room again, which is looked for every second: since when it lasts nobody notes. */
function pausedForAll({ code, detail }: ProviderHold): object {
  return {
    model_group: '*',
    reason: code,
    detail,
    since: new Date().toISOString(),
    seconds: 1,
    kind: 'pause',
  };
}

/** The tenant's own budgets of this day and month: what others may spend is theirs to know. */
async function budgetsOf(
  tenant: string,
  { limiter, config }: Pick<ApiPorts, 'limiter' | 'config'>,
): Promise<object[]> {
  const budgets = pageBudgets({ id: '', tenant, options: {} }, config.QUIRE_BUDGETS, Date.now());
  const states = await limiter.budgets(budgets.map(({ key }) => key));
  return budgets.map(({ key, capMicroUsd }) => {
    const state = states.find((one) => one.key === key);
    return {
      name: key,
      cap_usd: usd(capMicroUsd),
      spent_usd: usd(state?.spentMicroUsd ?? 0),
      reserved_usd: usd(state?.reservedMicroUsd ?? 0),
    };
  });
}

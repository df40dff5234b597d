import { Failure, pageBudgets, type ProviderHold, type StatusView, usd } from '@quire/domain';
import type { Hold } from '@quire/limits';
import { queueNames } from '@quire/queues';
import { type Response, Router } from 'express';
import type { ApiPorts } from '../api-ports.ts';
import { hasTenant, tenantOf } from '../authenticate.ts';

type Paused = StatusView['paused'][number];

/** `/v1/status`: how deep the queues are, what is held up and why. For tenants, and for operators. */
export function statusRoutes({
  producer,
  limiter,
  active,
  documents,
  places,
  receivers,
  batches,
  config,
}: ApiPorts): Router {
  const router = Router();
  router.get('/', async (_request, response) => {
    const queues = await Promise.all(
      queueNames.map(
        async (name) =>
          [name, await producer.queues[name].getJobCounts(...COUNTED).then(depthsOf)] as const,
      ),
    ).catch((cause: unknown) => {
      throw new Failure('redis_unavailable', { cause });
    });
    const holds = await limiter.holds();
    const memory = await limiter.memoryLow();
    const oldest = await active.oldest();
    const levels = await limiter.levels();
    const standing = await places.counts();
    const disabled = await receivers.disabled();
    const open = await batches.open();
    const status: StatusView = {
      queues: Object.fromEntries(queues),
      paused: [...(memory === null ? [] : [pausedForAll(memory)]), ...holds.map(pausedFor)],
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
      webhooks: {
        disabled: disabled
          // Operators see all; to whom others have their results sent is theirs to know.
          .filter(({ tenant }) => !hasTenant(response) || tenant === tenantOf(response))
          .map(({ tenant, origin, code, sinceMs }) => ({
            tenant,
            origin,
            reason: code,
            since: new Date(sinceMs).toISOString(),
          })),
      },
      documents: {
        active: await active.count(),
        // Of the active: being taken apart and read; and those that wait until there is room for them.
        open: standing.open,
        waiting_for_admission: standing.waiting,
        oldest: oldest && {
          id: await idIfSeen(oldest.documentId, response, documents),
          accepted_at: new Date(oldest.acceptedAtMs).toISOString(),
          waiting_s: Math.max(0, Math.round((Date.now() - oldest.acceptedAtMs) / 1000)),
        },
      },
    };
    response.json(status);
  });
  return router;
}

/** Its age is everybody's to know. @returns null where the document is another tenant's, or gone */
async function idIfSeen(
  id: string,
  response: Response,
  documents: Pick<ApiPorts['documents'], 'read'>,
): Promise<string | null> {
  if (!hasTenant(response)) return id;
  const record = await documents.read(id);
  return record?.tenant === tenantOf(response) ? id : null;
}

function pausedFor({ group, code, detail, sinceMs, forMs, isHalt }: Hold): Paused {
  return {
    model_group: group,
    reason: code,
    detail,
    since: new Date(sinceMs).toISOString(),
    seconds: Math.ceil(forMs / 1000),
    kind: isHalt ? 'halt' : 'pause',
  };
}

const COUNTED = ['waiting', 'prioritized', 'active', 'delayed', 'failed'] as const;

/** BullMQ counts jobs that wait apart by whether they have a priority: both wait. */
function depthsOf(counts: Readonly<Record<string, number>>): Record<string, number> {
  const { waiting = 0, prioritized = 0, active = 0, delayed = 0, failed = 0 } = counts;
  return { waiting: waiting + prioritized, active, delayed, failed };
}

/** Goes on once there is room again, which is looked for every second: since when it lasts nobody notes. */
function pausedForAll({ code, detail }: ProviderHold): Paused {
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
): Promise<StatusView['budgets']> {
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

import type { Page } from '@quire/domain';
import { connectRedis, createLog } from '@quire/service';
import { createDocuments, createPages } from '@quire/store';

export type Workers = Awaited<ReturnType<typeof playWorkers>>;

/** Does to documents what splitter, vision and aggregator do, by the same scripts. */
export async function playWorkers(redisUrl: string) {
  const redis = await connectRedis(redisUrl, createLog('test', 'silent'), { whenAway: 'wait' });
  const documents = createDocuments(redis, 'quire', 3_600);
  const pages = createPages(redis, 'quire');
  return {
    redis,
    plan: (id: string, count: number) =>
      documents.plan(
        id,
        Array.from({ length: count }, (_, index) => ({
          page: index + 1,
          index,
          source: 0,
          width: 595,
          height: 842,
          unit: 'pt',
        })),
      ),
    commit: (id: string, page: Page) =>
      pages.commit(id, page, { window: 100, aggregateJob: '{}', fence: null, call: null }),
    reject: (id: string, page: Page) => pages.reject(id, page),
    end: (id: string, status: 'completed' | 'partial' | 'cancelled') =>
      documents.end(id, { status, reason: null, webhookJob: null }),
    retry: (id: string, round: number) =>
      documents.retry(id, round, { splitJob: '{"v":1}', wholeJob: '{"v":1}' }),
    async forget(id: string) {
      await redis.del(await redis.keys(`quire:{${id}}:*`));
      await redis.publish(`quire:{${id}}:document`, '');
    },
    stop: () => redis.disconnect(),
  };
}

/** A page as it may be committed. */
export function somePage(number: number, more: Partial<Page> = {}): Page {
  return {
    page: number,
    verdict: 'ok',
    text: `what stands on ${number}`,
    data: null,
    repairs: [],
    evidence: null,
    calls: [],
    model: 'claude-haiku-5-5',
    source: 'claude',
    rotation: 0,
    picture: null,
    usage: { input_tokens: 10, output_tokens: 3 },
    cost_usd: 0.00007,
    cached: false,
    attempts: 1,
    request_id: null,
    stop_reason: 'end_turn',
    error: null,
    ...more,
  };
}

// One client process of the limiter's bench: works in one cell after another until it is killed.
import { Redis } from 'ioredis';
import { ordersKey, repliesKey } from './limiter-fleet.ts';
import { type ClientSettings, clientSettings } from './limiter-world.ts';

/** Works until the signal ends it; what it rejects with after that is of no interest. */
type Work = (settings: ClientSettings, signal: AbortSignal) => Promise<void>;

const strategies: Readonly<Record<ClientSettings['strategy'], () => Promise<{ work: Work }>>> = {
  quire: () => import('./limiter-client-quire.ts'),
  bullmq: () => import('./limiter-client-bullmq.ts'),
  split: () => import('./limiter-client-split.ts'),
  none: () => import('./limiter-client-none.ts'),
};

const [redisUrl = '', name = ''] = process.argv.slice(2);
const redis = new Redis(redisUrl, { maxRetriesPerRequest: null });
const nextOrder = async (): Promise<string> => (await redis.blpop(ordersKey(name), 0))?.[1] ?? '';
const reply = async (): Promise<void> => void (await redis.rpush(repliesKey(name), 'done'));

console.log('ready');
for (;;) {
  const settings = clientSettings.parse(JSON.parse(await nextOrder()));
  const { work } = await strategies[settings.strategy]();
  const ending = new AbortController();
  work(settings, ending.signal).catch((error: unknown) => {
    // Calls that were running break off when the stand-in ends. Anything else ends this process.
    if (!ending.signal.aborted) throw error;
  });
  await reply();
  await nextOrder();
  ending.abort();
  await reply();
}

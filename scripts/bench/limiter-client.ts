// One client process of the limiter's bench: works without end until it is killed.
import { type ClientSettings, clientSettings } from './limiter-world.ts';

const strategies: Readonly<
  Record<
    ClientSettings['strategy'],
    () => Promise<{ work(settings: ClientSettings): Promise<void> }>
  >
> = {
  quire: () => import('./limiter-client-quire.ts'),
  bullmq: () => import('./limiter-client-bullmq.ts'),
  split: () => import('./limiter-client-split.ts'),
  none: () => import('./limiter-client-none.ts'),
};

const settings = clientSettings.parse(JSON.parse(process.argv[2] ?? '{}'));
const strategy = await strategies[settings.strategy]();
const working = strategy.work(settings);
console.log('ready');
await working;

import { aggregatorConfig, readConfig } from '@quire/config';
import { runRole } from '@quire/service';
import { startAggregator } from './start-aggregator.ts';

await runRole({
  name: 'aggregator',
  config: () => readConfig(process.env, aggregatorConfig),
  start: startAggregator,
});

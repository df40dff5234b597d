import { modelSettings } from '@quire/claude';
import { readConfig, splitterConfig } from '@quire/config';
import { runRole } from '@quire/service';
import { startSplitter } from './start-splitter.ts';

await runRole({
  name: 'splitter',
  config: () => readConfig(process.env, splitterConfig, modelSettings),
  start: startSplitter,
});

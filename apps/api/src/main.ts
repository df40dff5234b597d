import { modelSettings } from '@quire/claude';
import { apiConfig, readConfig } from '@quire/config';
import { runRole } from '@quire/service';
import { readPresets } from './read-presets.ts';
import { startApi } from './start-api.ts';

await runRole({
  name: 'api',
  config: () => {
    const config = readConfig(process.env, apiConfig, modelSettings);
    return { ...config, presets: readPresets(config.QUIRE_PRESETS) };
  },
  start: startApi,
});

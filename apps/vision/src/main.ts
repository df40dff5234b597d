import { modelSettings } from '@quire/claude';
import { readConfig, visionConfig } from '@quire/config';
import { runRole } from '@quire/service';
import { spoolSettings } from './spool-settings.ts';
import { startVision } from './start-vision.ts';

await runRole({
  name: 'vision',
  config: () => readConfig(process.env, visionConfig, { ...modelSettings, ...spoolSettings }),
  start: startVision,
});

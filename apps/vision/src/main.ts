import { readConfig, visionConfig } from '@quire/config';
import { runRole } from '@quire/service';
import { startVision } from './start-vision.ts';

await runRole({
  name: 'vision',
  config: () => readConfig(process.env, visionConfig),
  start: startVision,
});

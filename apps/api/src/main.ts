import { apiConfig, readConfig } from '@quire/config';
import { runRole } from '@quire/service';
import { startApi } from './start-api.ts';

await runRole({ name: 'api', config: () => readConfig(process.env, apiConfig), start: startApi });

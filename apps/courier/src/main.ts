import { courierConfig, readConfig } from '@quire/config';
import { runRole } from '@quire/service';
import { startCourier } from './start-courier.ts';

await runRole({
  name: 'courier',
  config: () => readConfig(process.env, courierConfig),
  start: startCourier,
});

import { setTimeout as sleep } from 'node:timers/promises';
import { killPoint, killPointAfter, runRole } from '../src/index.ts';

/** A role that passes three points three times, armed by its arguments: `NAME:N` and a marker. */
const [, , QUIRE_KILL_AT, QUIRE_KILL_ONCE] = process.argv;

await runRole({
  name: 'doomed',
  config: () => ({ LOG_LEVEL: 'info', QUIRE_KILL_AT: QUIRE_KILL_AT || undefined, QUIRE_KILL_ONCE }),
  async start({ log }) {
    for (const round of [1, 2, 3]) {
      killPoint('after-claim');
      log.info(`claimed ${round}`);
      killPoint('after-intent');
      log.info(`intended ${round}`);
      await killPointAfter(
        'after-settle',
        sleep(100).then(() => log.info(`settled ${round}`)),
      );
    }
    return 'nowhere';
  },
});

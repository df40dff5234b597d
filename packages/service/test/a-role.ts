import { createServer } from 'node:http';
import { once } from 'node:events';
import { runRole } from '../src/index.ts';

/** A role that behaves as its one argument says, for tests of how roles run. */
const [, , behaviour = ''] = process.argv;

await runRole({
  name: 'test-role',
  config() {
    if (behaviour === 'wrong environment') {
      throw new Error('The environment is wrong:\n  ONE: takes a number\n  TWO: is needed');
    }
    return { LOG_LEVEL: 'info' };
  },
  async start({ log, lifecycle }) {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    lifecycle.opened(server, (opened) => {
      log.info('the first was closed');
      opened.close();
    });
    lifecycle.opened('the second', () => {
      log.info('the second was closed');
      if (behaviour === 'closing fails') throw new Error('it does not close');
      if (behaviour === 'never closes') return new Promise(() => undefined);
      return undefined;
    });
    if (behaviour === 'cannot start') throw new Error('the port is taken');
    if (behaviour === 'breaks later')
      setTimeout(() => void Promise.reject(new Error('nobody caught this')), 100);
    log.info({ secret: 'sesame', webhook: { secret: 'sesame' } }, 'about to start');
    return 'http://127.0.0.1:1';
  },
});

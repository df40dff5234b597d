import { once } from 'node:events';
import { createServer } from 'node:net';

/** A loopback port that was free a moment ago. Whoever binds it next may lose a race: try again then. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  server.close();
  await once(server, 'close');
  return address.port;
}

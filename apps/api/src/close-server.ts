import { once } from 'node:events';
import type { Server } from 'node:http';

const SWEEP_EVERY_MS = 50;

/**
 * Lets a server end: it takes no more connections, answers what is in hand, and says with each answer
 * that the connection is over. Without that a client who asks again and again over one connection would
 * hold it open until the deadline, while everybody else is refused.
 * @param withinMs requests that take longer are cut
 */
export async function closeServer(server: Server, withinMs: number): Promise<void> {
  // Before the app: it may have sent the headers when a later listener is asked.
  server.prependListener('request', (_request, response) => {
    response.setHeader('connection', 'close');
  });
  server.close();
  // Requests that had come before were promised an open connection; it is idle once they are answered.
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_EVERY_MS);
  const deadline = setTimeout(() => server.closeAllConnections(), withinMs);
  await once(server, 'close');
  clearInterval(sweep);
  clearTimeout(deadline);
}

// In the place of a renderer: what a package in one might try, and what came of it. The file of the task is named
// after a port on which somebody listens.
import dgram from 'node:dgram';
import dns from 'node:dns';
import net from 'node:net';
import { basename } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Failure } from '@quire/domain';
import { serveTasks } from '../src/renderer/serve-tasks.ts';

const connected = (socket: net.Socket): Promise<void> =>
  new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
const IN_A_THREAD = `require('node:net').connect(Number(process.argv[2]), '127.0.0.1')`;

const triesAt = (port: number): Record<string, () => unknown> => ({
  connect: () => connected(net.connect(port, '127.0.0.1')),
  fetch: () => fetch(`http://127.0.0.1:${port}/`),
  datagram: () => dgram.createSocket('udp4').send('here', port, '127.0.0.1'),
  listen: () => net.createServer().listen(0),
  lookup: () => dns.promises.lookup('localhost'),
  resolve: () => new dns.promises.Resolver().resolve4('localhost'),
  thread: () =>
    new Promise((resolve, reject) => {
      const thread = new Worker(IN_A_THREAD, { eval: true, argv: [String(port)] });
      thread.once('exit', resolve).once('error', reject);
    }),
});

serveTasks(async ({ source }) => {
  const outcomes: string[] = [];
  for (const [name, attempt] of Object.entries(triesAt(Number(basename(source.path))))) {
    try {
      await attempt();
      outcomes.push(`${name}: done`);
    } catch (error) {
      const cause = error instanceof Error ? (error.cause ?? error) : error;
      outcomes.push(`${name}: ${cause instanceof Error ? cause.message : String(cause)}`);
    }
  }
  throw new Failure('render_failed', { detail: outcomes.join('\n') });
});

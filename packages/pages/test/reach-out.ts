// What a package in a renderer might try, and what came of it: a line each. The port is somebody's who listens.
import dgram from 'node:dgram';
import dns from 'node:dns';
import net from 'node:net';
import { refuseNetwork } from '../src/renderer/refuse-network.ts';

refuseNetwork();
const port = Number(process.argv[2]);
const connected = (socket: net.Socket): Promise<void> =>
  new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));

const tries: Record<string, () => unknown> = {
  connect: () => connected(net.connect(port, '127.0.0.1')),
  fetch: () => fetch(`http://127.0.0.1:${port}/`),
  datagram: () => dgram.createSocket('udp4').send('here', port, '127.0.0.1'),
  listen: () => net.createServer().listen(0),
  lookup: () => dns.promises.lookup('localhost'),
  resolve: () => new dns.promises.Resolver().resolve4('localhost'),
};
for (const [name, attempt] of Object.entries(tries)) {
  try {
    await attempt();
    process.stdout.write(`${name}: done\n`);
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    process.stdout.write(`${name}: ${cause instanceof Error ? cause.message : String(cause)}\n`);
  }
}

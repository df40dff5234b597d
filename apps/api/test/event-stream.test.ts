import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test } from '@jest/globals';
import { type EventStream, openEventStream } from '../src/events/event-stream.ts';

const CHUNK = `data: ${'x'.repeat(100_000)}\n\n`;

let server: Server;

afterEach(() => {
  server.close();
  server.closeAllConnections();
});

/** A server that answers one request with a stream. */
async function serving(
  patienceMs: number,
): Promise<{ stream: EventStream; sent: ServerResponse; got: IncomingMessage }> {
  server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('it listens on no port');
  const asked = request({ port: address.port, host: '127.0.0.1' });
  const answered = new Promise<IncomingMessage>((resolve) => asked.once('response', resolve));
  const reached = new Promise<ServerResponse>((resolve) => {
    server.once('request', (_request, response) => resolve(response));
  });
  asked.end();
  const sent = await reached;
  const stream = openEventStream(sent, { patienceMs });
  const got = await answered;
  return { stream, sent, got };
}

test('a client that takes nothing is written no more than lines hold, and cut off by name', async () => {
  const { stream, sent, got } = await serving(100);
  got.pause();
  let waiting = 0;
  const writing = (async () => {
    // Ten times what lines hold, so that this ends as well where nobody is cut off.
    for (let chunk = 0; chunk < 1_000; chunk += 1) {
      await stream.write(CHUNK);
      waiting = Math.max(waiting, sent.writableLength);
    }
  })();
  await expect(writing).rejects.toMatchObject({ name: 'Failure', code: 'stream_too_slow' });
  expect(stream.signal.aborted).toBe(true);
  // What this process keeps for it is one write at most, whatever the kernel took.
  expect(waiting).toBeLessThan(2 * CHUNK.length);
});

test('a client that is slow, and goes on in time, gets all of it', async () => {
  const { stream, got } = await serving(20_000);
  const writing = (async () => {
    for (let chunk = 0; chunk < 200; chunk += 1) await stream.write(CHUNK);
    stream.end('event: end\ndata: 1\n\n');
  })();
  // Long enough that all buffers between are full.
  await new Promise((resolve) => setTimeout(resolve, 100));
  const [all] = await Promise.all([text(got), writing]);
  expect(all.length).toBeGreaterThan(200 * CHUNK.length);
  expect(all.endsWith('event: end\ndata: 1\n\n')).toBe(true);
});

test('who left is written to no more', async () => {
  const { stream, got } = await serving(20_000);
  const left = once(stream.signal, 'abort');
  got.destroy();
  await left;
  await expect(stream.write(CHUNK)).rejects.toMatchObject({ name: 'AbortError' });
});

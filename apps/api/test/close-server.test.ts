import { once } from 'node:events';
import { Agent, createServer, get, type IncomingMessage, type Server } from 'node:http';
import { expect, test } from '@jest/globals';
import { closeServer } from '../src/close-server.ts';

/** Far above what either test takes. */
const LONG_MS = 60_000;

test('a client who asks again and again over one connection does not hold up the end', async () => {
  const { server, url } = await serving(50);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const asking = (async () => {
    let answers = 0;
    while ((await ask(url, agent).catch(() => null)) !== null) answers += 1;
    return answers;
  })();
  for (let asked = 0; asked < 3; asked += 1) await once(server, 'request');
  await closeServer(server, LONG_MS);
  expect(await asking).toBeGreaterThanOrEqual(3);
  agent.destroy();
}, 20_000);

test('a request in hand is answered', async () => {
  const { server, url } = await serving(300);
  const agent = new Agent({ keepAlive: true });
  const asked = ask(url, agent);
  await once(server, 'request');
  await Promise.all([closeServer(server, LONG_MS), asked]);
  expect((await asked).statusCode).toBe(200);
  agent.destroy();
}, 20_000);

test('a request that takes too long is cut', async () => {
  const { server, url } = await serving(LONG_MS);
  const asked = ask(url, new Agent()).then(
    () => 'answered',
    () => 'cut',
  );
  await once(server, 'request');
  await closeServer(server, 100);
  expect(await asked).toBe('cut');
}, 20_000);

/** A server that takes so long for each answer. */
async function serving(answerAfterMs: number): Promise<{ server: Server; url: string }> {
  const server = createServer((_request, response) => {
    const timer = setTimeout(() => response.end('here'), answerAfterMs);
    response.on('close', () => clearTimeout(timer));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('it listens on no port');
  return { server, url: `http://127.0.0.1:${address.port}` };
}

async function ask(url: string, agent: Agent): Promise<IncomingMessage> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(url, { agent }, resolve).on('error', reject);
  });
  await once(response.resume(), 'end');
  return response;
}

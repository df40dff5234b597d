import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, jest, test } from '@jest/globals';

jest.setTimeout(60_000);

const run = promisify(execFile);
const script = fileURLToPath(new URL('call-once.ts', import.meta.url));

// In a process of its own: what Node's network throws is of no class that Jest's sandbox knows.
describe('a call over a connection that', () => {
  test('is refused is free, and everybody waits', async () => {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = urlOf(server.address());
    server.close();
    await once(server, 'close');
    expect(await callOnce(url)).toMatchObject({
      kind: 'free',
      blame: 'pause',
      code: 'claude_unreachable',
      retryAfterMs: null,
    });
  });

  test('leads to a name that nobody knows is free, and everybody waits', async () => {
    expect(await callOnce('http://no-such-name.invalid')).toMatchObject({
      kind: 'free',
      blame: 'pause',
      code: 'claude_unreachable',
    });
  });

  test('is never answered, or not in TLS, is free: nothing of the request was sent', async () => {
    const silent = createServer((socket) => {
      socket.on('error', () => undefined);
    });
    const plain = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
    });
    for (const server of [silent, plain]) {
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const url = urlOf(server.address()).replace('http:', 'https:');
      const outcome = await callOnce(url);
      server.close();
      expect(outcome).toMatchObject({ kind: 'free', code: 'claude_unreachable' });
    }
  });

  test('is closed after the request was sent is ambiguous', async () => {
    let received = 0;
    const server = createServer((socket) => {
      socket.once('data', () => {
        received += 1;
        socket.resetAndDestroy();
      });
      socket.on('error', () => undefined);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    expect(await callOnce(urlOf(server.address()))).toMatchObject({
      kind: 'ambiguous',
      code: 'claude_connection_lost',
    });
    expect(received).toBe(1);
    server.close();
  });

  test('speaks something else than HTTP is ambiguous', async () => {
    const server = createServer((socket) => {
      socket.once('data', () => socket.end('SSH-2.0-OpenSSH_9.9\r\n'));
      socket.on('error', () => undefined);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    expect(await callOnce(urlOf(server.address()))).toMatchObject({ kind: 'ambiguous' });
    server.close();
  });

  test('leads through a proxy reaches it, whatever names Claude has here', async () => {
    const asked: string[] = [];
    const proxy = await listening(
      createHttpServer((request, response) => {
        asked.push(request.url ?? '');
        response.writeHead(529, {
          'content-type': 'application/json',
          'request-id': 'req_proxied',
        });
        response.end('{"type":"error","error":{"type":"overloaded_error","message":"later"}}');
      }),
    );
    const outcome = await callOnce('http://claude.invalid', { HTTP_PROXY: urlOf(proxy.address()) });
    proxy.close();
    expect(asked).toEqual(['http://claude.invalid/v1/messages']);
    expect(outcome).toMatchObject({ code: 'claude_overloaded', requestId: 'req_proxied' });
  });

  test('is refused by a proxy, or leads elsewhere, is free: nothing was sent to Claude', async () => {
    const proxy = await listening(createHttpServer());
    proxy.on('connect', (_request, socket) => {
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    });
    const refused = await callOnce('https://claude.invalid', {
      HTTPS_PROXY: urlOf(proxy.address()),
    });
    proxy.close();
    expect(refused).toMatchObject({ kind: 'free', blame: 'pause', code: 'claude_unreachable' });
    const loginPage = await listening(
      createHttpServer((_request, response) => {
        response.writeHead(302, { location: 'http://login.invalid/' }).end();
      }),
    );
    const led = await callOnce(urlOf(loginPage.address()));
    loginPage.close();
    expect(led).toMatchObject({ kind: 'free', blame: 'pause', code: 'claude_unreachable' });
  });

  test('leads to this machine asks no proxy', async () => {
    const asked: string[] = [];
    const standIn = await listening(
      createHttpServer((request, response) => {
        asked.push(request.url ?? '');
        response.writeHead(529).end();
      }),
    );
    await callOnce(urlOf(standIn.address()), { HTTP_PROXY: 'http://proxy.invalid' });
    standIn.close();
    expect(asked).toEqual(['/v1/messages']);
  });
});

async function listening(server: HttpServer): Promise<HttpServer> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function callOnce(url: string, env: NodeJS.ProcessEnv = {}): Promise<unknown> {
  const { stdout } = await run(process.execPath, [script, url], { env, timeout: 40_000 });
  return JSON.parse(stdout) as unknown;
}

function urlOf(address: ReturnType<ReturnType<typeof createServer>['address']>): string {
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return `http://127.0.0.1:${address.port}`;
}

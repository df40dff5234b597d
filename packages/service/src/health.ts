import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Metrics } from './metrics.ts';

/** Something a role cannot work without: whether it is there, or in words why it is not. */
export type ReadinessCheck = () => Promise<boolean | string>;

export interface Health {
  readonly metrics: Metrics;
  /** By name, as `/readyz` lists them. */
  readonly checks: Readonly<Record<string, ReadinessCheck>>;
}

/** A check that does not answer within this has failed: probes themselves give up soon after. */
const CHECK_MS = 2_000;

/**
 * Answers `/healthz`, `/readyz` and `/metrics`. Liveness says only that the event loop turns: if it
 * depended on Redis, an outage there would become a storm of restarts here.
 * @returns false when the request is for something else, and was left alone
 */
export async function answerHealth(
  request: IncomingMessage,
  response: ServerResponse,
  { metrics, checks }: Health,
): Promise<boolean> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return false;
  switch (request.url?.split('?')[0]) {
    case '/healthz':
      send(response, 200, 'application/json', JSON.stringify({ status: 'ok' }));
      return true;
    case '/readyz': {
      const results = await Promise.all(
        Object.entries(checks).map(async ([name, check]) => [name, await passes(check)] as const),
      );
      const ready = results.every(([, passed]) => passed === true);
      const body = { status: ready ? 'ready' : 'not ready', checks: Object.fromEntries(results) };
      send(response, ready ? 200 : 503, 'application/json', JSON.stringify(body));
      return true;
    }
    case '/metrics':
      send(response, 200, metrics.registry.contentType, await metrics.registry.metrics());
      return true;
    case undefined:
    default:
      return false;
  }
}

export interface HealthServer {
  readonly address: string;
  stop(): Promise<void>;
}

/** Serves a worker's health on loopback or wherever it may be probed from. @param port 0 for any */
export async function startHealthServer(port: number, health: Health): Promise<HealthServer> {
  const server = createServer((request, response) => {
    const answer = async (): Promise<void> => {
      if (await answerHealth(request, response, health)) return;
      send(response, 404, 'application/json', JSON.stringify({ status: 404 }));
    };
    answer().catch(() => response.destroy());
  });
  server.listen(port);
  await once(server, 'listening');
  const address = server.address();
  const boundPort = typeof address === 'object' && address !== null ? address.port : port;
  return {
    address: `http://127.0.0.1:${boundPort}`,
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function passes(check: ReadinessCheck): Promise<boolean | string> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), CHECK_MS);
  });
  try {
    return await Promise.race([check(), tooLate]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
  response.end(body);
}

import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** One request as it arrived. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
  /** 1 for the first. */
  readonly n: number;
}

export interface Answers {
  readonly url: string;
  readonly asked: readonly Asked[];
  stop(): Promise<void>;
}

/** A real server that answers as it is told. */
export async function startAnswers(
  answer: (asked: Asked, response: ServerResponse) => void,
): Promise<Answers> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    buffer(request)
      .then((body) => {
        const { method = '', url: path = '', headers } = request;
        const one = { method, path, headers, body, n: asked.length + 1 };
        asked.push(one);
        answer(one, response);
        return one;
      })
      .catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return {
    url: `http://127.0.0.1:${address.port}`,
    asked,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Answers with JSON. */
export function say(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

/** A document as the api shows it. */
export function someDocument(more: object = {}): object {
  return {
    id: 'doc_1',
    status: 'queued',
    reason: null,
    filename: 'a.pdf',
    pages: { total: 0, done: 0, failed: 0, blank: 0, cached: 0 },
    usage: { input_tokens: 0, output_tokens: 0, calls: 0 },
    cost_usd: 0,
    failed_pages: [],
    waiting_for: null,
    waiting_detail: null,
    ...more,
  };
}

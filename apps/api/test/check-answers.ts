/**
 * Loaded into an api under test (`--import`): holds every answer that it gives against its own OpenAPI
 * document, and writes a line for each into the file that the address names (`?into=`).
 */
import { appendFileSync } from 'node:fs';
import { subscribe } from 'node:diagnostics_channel';
import { IncomingMessage, ServerResponse } from 'node:http';
import { describeApi } from '../src/openapi/describe-api.ts';
import { operations } from '../src/openapi/operations.ts';
import { webhooks } from '../src/openapi/webhooks.ts';
import { createAnswerChecker, type Exchange } from './answer-checker.ts';
import { isRecord } from './json.ts';

const into = new URL(import.meta.url).searchParams.get('into') ?? '';
const checker = createAnswerChecker(describeApi(operations, webhooks, '0'));
const bodies = new WeakMap<object, Buffer[]>();

for (const name of ['write', 'end'] as const) {
  const original = ServerResponse.prototype[name];
  Reflect.set(
    ServerResponse.prototype,
    name,
    function keep(this: ServerResponse, ...values: unknown[]) {
      const [chunk] = values;
      const kept = bodies.get(this) ?? [];
      if (typeof chunk === 'string' || chunk instanceof Uint8Array) kept.push(Buffer.from(chunk));
      bodies.set(this, kept);
      const result: unknown = Reflect.apply(original, this, values);
      return result;
    },
  );
}

/** What is wrong with the checking itself is a mistake too, and no reason for the api to end. */
function mistakesIn(exchange: Exchange): string[] {
  try {
    return checker.mistakesIn(exchange);
  } catch (error) {
    return [String(error)];
  }
}

subscribe('http.server.response.finish', (message) => {
  if (!isRecord(message)) return;
  const { request, response } = message;
  if (!(request instanceof IncomingMessage && response instanceof ServerResponse)) return;
  // Express shortens `url` while it walks its routers, and keeps the whole.
  const url = 'originalUrl' in request ? String(request.originalUrl) : (request.url ?? '');
  const { method = '' } = request;
  const path = url.split('?')[0] ?? '';
  const { statusCode: status } = response;
  const body = Buffer.concat(bodies.get(response) ?? []).toString();
  const exchange = { method, path, status, headers: response.getHeaders(), body };
  const line = { answer: `${method} ${url} ${status}`, mistakes: mistakesIn(exchange) };
  appendFileSync(into, `${JSON.stringify(line)}\n`);
});

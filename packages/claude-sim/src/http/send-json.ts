import { deliver } from './deliver.ts';
import { commonHeaders, type Exchange } from './exchange.ts';

/** Answers with JSON as soon as it is known. */
export async function sendJson(
  exchange: Exchange,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  await deliver(exchange, {
    headers: {
      ...commonHeaders(exchange.requestId),
      ...headers,
      'content-type': 'application/json',
    },
    frames: [{ atMs: 0, text: JSON.stringify(body) }],
    rule: exchange.rule,
  });
}

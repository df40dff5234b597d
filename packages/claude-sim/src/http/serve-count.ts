import { checkCount } from '../request/check-request.ts';
import { countInput, inputParts } from '../tokens/count-input.ts';
import type { Exchange } from './exchange.ts';
import { MAX_MESSAGE_BYTES, readBody } from './read-body.ts';
import { sendJson } from './send-json.ts';

/** `POST /v1/messages/count_tokens`: free, and limited by a number of requests of its own. */
export async function serveCount(exchange: Exchange): Promise<void> {
  const { sim, note } = exchange;
  const body = await readBody(exchange.request, MAX_MESSAGE_BYTES);
  const request = checkCount(body, { nowMs: sim.now(), version: exchange.version });
  const headers = sim.limiter.admitPlain('count_tokens', sim.now());
  note({ model: request.model.id, page_hashes: request.pictures.map(({ sha256 }) => sha256) });
  await sendJson(exchange, { input_tokens: countInput(inputParts(request)) }, headers);
}

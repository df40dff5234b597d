import { faultError } from '../faults/fault-error.ts';
import { strikesAt } from '../faults/fault-kinds.ts';
import type { Production } from '../limits/production.ts';
import { checkCreate } from '../request/check-request.ts';
import { fetchPictures } from '../request/fetch-pictures.ts';
import { pageHashes } from '../sim/page-hashes.ts';
import { pause } from '../sim/pause.ts';
import { produceCall } from '../sim/produce-call.ts';
import { strikeRequest } from '../sim/strike-request.ts';
import { countInput, inputParts } from '../tokens/count-input.ts';
import { remember, useCache } from '../tokens/prompt-cache.ts';
import { deliver } from './deliver.ts';
import { commonHeaders, type Exchange } from './exchange.ts';
import { messageFrames } from './message-frames.ts';
import { MAX_MESSAGE_BYTES, readBody } from './read-body.ts';
import { streamFrames } from './stream-frames.ts';

/** `POST /v1/messages`: check, strike, admit, read, produce over time, deliver. */
export async function serveMessages(exchange: Exchange): Promise<void> {
  const { sim, note, requestId } = exchange;
  const body = await readBody(exchange.request, MAX_MESSAGE_BYTES);
  const fetched = await fetchPictures(body);
  const request = checkCreate(body, { nowMs: sim.now(), version: exchange.version, fetched });
  const { model, isStreamed } = request;
  note({ model: model.id, page_hashes: pageHashes(request), is_streamed: isStreamed });

  const rule = strikeRequest(sim, 'messages', request);
  const fault = rule?.fault;
  note({ fault: fault ?? null });
  if (strikesAt('arrival', fault)) {
    note({ outcome: 'reset' });
    exchange.request.socket.resetAndDestroy();
    return;
  }
  const midStream = rule?.mid_stream === true && isStreamed ? rule : undefined;
  if (rule !== undefined && strikesAt('error', rule.fault) && midStream === undefined) {
    throw faultError(rule.fault, rule, request.modelName);
  }

  const group = sim.limiter.group(model, sim.now());
  const parts = inputParts(request);
  const inputTokens = countInput(parts);
  const cacheUse = useCache(
    sim.cache,
    { request, parts, workspace: exchange.workspace },
    sim.now(),
  );
  const admittedAtMs = sim.now();
  group.admit(inputTokens - cacheUse.read, admittedAtMs);

  const terms = { isBatch: false, isUsOnly: request.isUsOnly };
  const call = { request, inputTokens, cacheUse, rule, terms };
  const { message, tokens, facts } = await produceCall(sim, call);
  note(facts); // from here on it is paid for, whoever is still there to read it
  const { latencyMs, tokensPerSecond } = sim.options;
  const waitMs = Math.max(0, admittedAtMs + latencyMs - sim.now()); // reading takes part of it
  const production: Production = {
    fromMs: sim.now() + waitMs,
    tokens: tokens.output,
    thinkingTokens: tokens.thinking,
    tokensPerSecond,
  };
  group.produce(production);
  await pause(waitMs, sim.stopping);
  remember(sim.cache, cacheUse, sim.now());

  const frames = isStreamed
    ? streamFrames(message, production, midStream, requestId)
    : messageFrames(message, production);
  const contentType = isStreamed ? 'text/event-stream; charset=utf-8' : 'application/json';
  await deliver(exchange, {
    headers: {
      ...commonHeaders(requestId),
      ...group.headers(sim.now()),
      'content-type': contentType,
    },
    frames,
    rule,
  });
}

import { messageBody } from '../answer/message-body.ts';
import { usageBody } from '../answer/usage.ts';
import { faultError } from '../faults/fault-error.ts';
import { isErrorFault, isTransportFault } from '../faults/fault-kinds.ts';
import type { FaultRule } from '../faults/fault-plan.ts';
import type { Production } from '../limits/production.ts';
import { checkCreate } from '../request/check-request.ts';
import type { CheckedRequest } from '../request/checked-request.ts';
import { pause } from '../sim/pause.ts';
import { produceCall } from '../sim/produce-call.ts';
import { countInput, inputParts } from '../tokens/count-input.ts';
import { remember, useCache } from '../tokens/prompt-cache.ts';
import { alterMessage } from './alter-message.ts';
import { deliver } from './deliver.ts';
import { commonHeaders, type Exchange } from './exchange.ts';
import { messageFrames } from './message-frames.ts';
import { MAX_MESSAGE_BYTES, readBody } from './read-body.ts';
import { requestText } from './request-text.ts';
import { streamFrames } from './stream-frames.ts';

/** `POST /v1/messages`: check, strike, admit, read, produce over time, deliver. */
export async function serveMessages(exchange: Exchange): Promise<void> {
  const { sim, note } = exchange;
  const body = await readBody(exchange.request, MAX_MESSAGE_BYTES);
  const request = checkCreate(body, { nowMs: sim.now(), version: exchange.version });
  const pageHashes = [...request.pictures, ...request.documents]
    .map(({ sha256 }) => sha256)
    .filter(Boolean);
  note({ model: request.model.id, page_hashes: pageHashes, is_streamed: request.isStreamed });

  const rule = strike(exchange, request, pageHashes);
  if (rule?.fault === 'reset_before') {
    note({ outcome: 'reset' });
    exchange.request.socket.resetAndDestroy();
    return;
  }
  const isMidStream = rule?.mid_stream === true && request.isStreamed;
  if (rule !== undefined && isErrorFault(rule.fault) && !isMidStream) {
    throw faultError(rule.fault, rule, request.modelName);
  }

  const group = sim.limiter.group(request.model, sim.now());
  const parts = inputParts(request);
  const inputTokens = countInput(parts);
  const cacheUse = useCache(sim.cache, request, parts, sim.now());
  group.admit(inputTokens - cacheUse.read, sim.now());

  const terms = { isBatch: false, isUsOnly: request.isUsOnly };
  const call = {
    request,
    inputTokens,
    cacheUse,
    rule: isMidStream ? rule : unlessError(rule),
    terms,
  };
  const { answer, tokens, facts } = await produceCall(sim, call);
  note(facts); // from here on it is paid for, whoever is still there to read it
  const production: Production = {
    fromMs: sim.now() + sim.options.latencyMs,
    tokens: tokens.output,
    tokensPerSecond: sim.options.tokensPerSecond,
  };
  group.produce(production);
  await pause(sim.options.latencyMs, sim.stopping);
  remember(sim.cache, cacheUse, sim.now());

  const fault = rule !== undefined && isTransportFault(rule.fault) ? rule : undefined;
  const message = alterMessage(messageBody(request, answer, usageBody(tokens, terms)), fault);
  const frames = request.isStreamed
    ? streamFrames(message, production, isMidStream ? rule : undefined, exchange.requestId)
    : messageFrames(message, production, fault);
  const headers = {
    ...commonHeaders(exchange.requestId),
    ...group.headers(sim.now()),
    'content-type': request.isStreamed ? 'text/event-stream; charset=utf-8' : 'application/json',
  };
  await deliver(exchange, { headers, frames, rule: fault });
}

function strike(
  { sim, note }: Exchange,
  request: CheckedRequest,
  pageHashes: readonly string[],
): FaultRule | undefined {
  const rule = sim.faults.strike(
    {
      endpoint: 'messages',
      isArriving: false,
      pageHashes,
      text: requestText(request),
      model: request.model.id,
    },
    sim.now(),
  );
  if (rule !== undefined) note({ fault: rule.fault });
  return rule;
}

const unlessError = (rule: FaultRule | undefined): FaultRule | undefined =>
  rule !== undefined && isErrorFault(rule.fault) ? undefined : rule;

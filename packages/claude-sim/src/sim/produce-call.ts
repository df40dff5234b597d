import type { Answer } from '../answer/answer.ts';
import { messageBody, type MessageBody } from '../answer/message-body.ts';
import { planAnswer } from '../answer/plan-answer.ts';
import { readRequest } from '../answer/read-request.ts';
import { usageBody } from '../answer/usage.ts';
import type { AuditEntry } from '../audit/audit.ts';
import { alterMessage } from '../faults/alter-message.ts';
import { faultKinds, strikesAt } from '../faults/fault-kinds.ts';
import type { FaultRule } from '../faults/fault-plan.ts';
import { priceCall, type Terms } from '../pricing/price-call.ts';
import type { TokenCounts } from '../pricing/tokens.ts';
import type { CheckedRequest } from '../request/checked-request.ts';
import type { CacheUse } from '../tokens/prompt-cache.ts';
import type { Sim } from './sim.ts';

/** A request that was let in. */
export interface Call {
  readonly request: CheckedRequest;
  readonly inputTokens: number;
  readonly cacheUse: CacheUse;
  readonly rule: FaultRule | undefined;
  readonly terms: Terms;
}

export interface Produced {
  readonly message: MessageBody;
  readonly tokens: TokenCounts;
  /** What the audit should know from this moment on, whether or not the answer arrives. */
  readonly facts: Partial<AuditEntry>;
}

/** Reads what there is to read and decides the answer and its price. */
export async function produceCall(sim: Sim, call: Call): Promise<Produced> {
  const { request, rule, terms } = call;
  const read = await readRequest(request, sim.engine, sim.told);
  const isTold = request.pictures.some(({ sha256 }) => sim.told.has(sha256));
  const fault = rule?.fault;
  const answer = planAnswer(request, read, {
    isTold,
    ...(strikesAt('content', fault) ? { fault } : {}),
  });
  const tokens = tokenCounts(call, answer);
  const plain = messageBody(request, answer, usageBody(tokens, terms));
  // An error that got this far strikes in the middle of a stream, after output that is paid for.
  const isBilled = fault === undefined || strikesAt('error', fault) || faultKinds[fault].billed;
  return {
    message:
      rule !== undefined && strikesAt('alteration', rule.fault)
        ? alterMessage(plain, rule.fault, rule)
        : plain,
    tokens,
    facts: {
      tokens,
      stop_reason: answer.stopReason,
      is_billed: isBilled,
      micro_usd: isBilled ? priceCall(request.model, tokens, terms) : 0,
    },
  };
}

function tokenCounts({ inputTokens, cacheUse }: Call, answer: Answer): TokenCounts {
  const { read, write5m, write1h } = cacheUse;
  return {
    input: inputTokens - read - write5m - write1h,
    cache_read: read,
    cache_write_5m: write5m,
    cache_write_1h: write1h,
    output: answer.outputTokens,
    thinking: answer.thinking?.tokens ?? 0,
  };
}

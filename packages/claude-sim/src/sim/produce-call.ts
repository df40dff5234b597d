import type { AuditEntry } from '../audit/audit.ts';
import type { Answer } from '../answer/answer.ts';
import { planAnswer } from '../answer/plan-answer.ts';
import { readRequest } from '../answer/read-request.ts';
import { faultKinds, isContentFault } from '../faults/fault-kinds.ts';
import type { FaultRule } from '../faults/fault-plan.ts';
import { priceCall, type Terms } from '../pricing/price-call.ts';
import type { TokenCounts } from '../pricing/tokens.ts';
import type { CheckedRequest } from '../request/checked-request.ts';
import type { CacheUse } from '../tokens/prompt-cache.ts';
import type { Sim } from './sim.ts';

export interface Call {
  readonly request: CheckedRequest;
  readonly inputTokens: number;
  readonly cacheUse: CacheUse;
  readonly rule: FaultRule | undefined;
  readonly terms: Terms;
}

export interface Produced {
  readonly answer: Answer;
  readonly tokens: TokenCounts;
  /** What the audit should know from this moment on, whether or not the answer arrives. */
  readonly facts: Partial<AuditEntry>;
}

/** Reads what there is to read and decides the answer and its price. */
export async function produceCall(sim: Sim, call: Call): Promise<Produced> {
  const { request, cacheUse, rule, terms } = call;
  const read = await readRequest(request, sim.engine);
  const fault = rule?.fault;
  const answer = planAnswer(
    request,
    read,
    fault !== undefined && isContentFault(fault) ? fault : undefined,
  );
  const tokens: TokenCounts = {
    input: call.inputTokens - cacheUse.read - cacheUse.write5m - cacheUse.write1h,
    cacheRead: cacheUse.read,
    cacheWrite5m: cacheUse.write5m,
    cacheWrite1h: cacheUse.write1h,
    output: answer.outputTokens,
    thinking: answer.thinking?.tokens ?? 0,
  };
  // An error in the middle of a stream comes after output, whatever the table says of the error.
  const isBilled = fault === undefined || rule?.mid_stream === true || faultKinds[fault].billed;
  return {
    answer,
    tokens,
    facts: {
      tokens,
      stop_reason: answer.stopReason,
      is_billed: isBilled,
      micro_usd: isBilled ? priceCall(request.model, tokens, terms) : 0,
    },
  };
}

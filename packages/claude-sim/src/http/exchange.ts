import type { Request, Response } from 'express';
import { standinId } from '../api/standin-id.ts';
import type { Note } from '../audit/audit-log.ts';
import type { FaultRule } from '../faults/fault-plan.ts';
import type { FaultEndpoint } from '../faults/match-fault.ts';
import type { Sim } from '../sim/sim.ts';

/** One request and its answer, with the audit entry they share. */
export interface Exchange {
  readonly sim: Sim;
  readonly request: Request;
  readonly response: Response;
  readonly requestId: string;
  readonly version: string;
  /** Whose prompt cache it is: each key is a workspace of its own. */
  readonly workspace: string;
  readonly note: Note;
  /** The rule that struck it, where that could be told without its body. */
  readonly rule: FaultRule | undefined;
}

/** An exchange of which nothing is known but that it has begun. */
export type Opened = Omit<Exchange, 'version' | 'workspace' | 'rule'>;

/** Opens the audit entry of a request and gives it its id, before anything is checked. */
export function openExchange(
  sim: Sim,
  endpoint: FaultEndpoint,
  request: Request,
  response: Response,
): Opened {
  const requestId = standinId('req');
  const lane = endpoint === 'batches' ? 'batch' : 'realtime';
  const note = sim.audit.open({ request_id: requestId, endpoint, lane }, sim.now());
  return { sim, request, response, requestId, note };
}

/** Headers of every answer of the API. */
export function commonHeaders(requestId: string): Record<string, string> {
  return {
    'request-id': requestId,
    'anthropic-organization-id': 'org_standin',
    'anthropic-workspace-id': 'wrkspc_standin',
  };
}

import type { Request, Response } from 'express';
import { standinId } from '../api/standin-id.ts';
import type { AuditEntry } from '../audit/audit.ts';
import type { FaultEndpoint } from '../faults/match-fault.ts';
import type { Sim } from '../sim/sim.ts';

/** One request and its answer, with the audit entry they share. */
export interface Exchange {
  readonly sim: Sim;
  readonly request: Request;
  readonly response: Response;
  readonly requestId: string;
  readonly version: string;
  readonly note: (facts: Partial<AuditEntry>) => void;
}

/** Opens the audit entry of a request and gives it its id, before anything is checked. */
export function openExchange(
  sim: Sim,
  endpoint: FaultEndpoint,
  request: Request,
  response: Response,
): Omit<Exchange, 'version'> {
  const requestId = standinId('req');
  const lane = endpoint === 'batches' ? 'batch' : 'realtime';
  const ordinal = sim.audit.open({ request_id: requestId, endpoint, lane }, sim.now());
  return {
    sim,
    request,
    response,
    requestId,
    note: (facts) => sim.audit.note(ordinal, facts),
  };
}

/** Headers of every answer of the API. */
export function commonHeaders(requestId: string): Record<string, string> {
  return {
    'request-id': requestId,
    'anthropic-organization-id': 'org_standin',
    'anthropic-workspace-id': 'wrkspc_standin',
  };
}

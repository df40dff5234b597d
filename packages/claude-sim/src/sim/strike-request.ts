import type { FaultRule } from '../faults/fault-plan.ts';
import type { CheckedRequest } from '../request/checked-request.ts';
import { pageHashes } from './page-hashes.ts';
import { requestText } from './request-text.ts';
import type { Sim } from './sim.ts';

/** The rule of the plan that strikes a checked request, if one does. */
export function strikeRequest(
  sim: Sim,
  endpoint: 'messages' | 'batch_entry',
  request: CheckedRequest,
): FaultRule | undefined {
  const target = {
    endpoint,
    isArriving: false,
    pageHashes: pageHashes(request),
    text: requestText(request),
    model: request.model.id,
  };
  return sim.faults.strike(target, sim.now());
}

import { invalidRequest } from '../api/invalid-request.ts';
import { checkCreate } from '../request/check-request.ts';
import type { CheckedRequest } from '../request/checked-request.ts';

/** An entry's params: a Messages request, less what makes no sense in a batch. */
export function checkParams(params: unknown, version: string, nowMs: number): CheckedRequest {
  if (typeof params === 'object' && params !== null) {
    for (const name of ['speed', 'fallbacks']) {
      if (name in params) throw invalidRequest(`${name}: not supported in the Message Batches API`);
    }
    if ('stream' in params && params.stream === true) {
      throw invalidRequest('stream: not supported in the Message Batches API');
    }
  }
  return checkCreate(params, { nowMs, version, isBatch: true });
}

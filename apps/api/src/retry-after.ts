import { type FailureCode, failures } from '@quire/domain';

/** Seconds that differ from what is usual. */
const SECONDS: Partial<Record<FailureCode, number>> = {
  not_finished: 2,
  redis_unavailable: 2,
  too_many_streams: 5,
};
/** What is away because of somebody's work is seldom back sooner. */
const USUAL_S = 30;

/** @returns seconds after which a client may come again; undefined where waiting does not help */
export function retryAfterS(code: FailureCode): number | undefined {
  return SECONDS[code] ?? (failures[code].status === 503 ? USUAL_S : undefined);
}

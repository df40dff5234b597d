import type { DeliveryView } from '@quire/client';

/** A delivery in one line; its id first, so that `cut` finds it, its receiver last, for it may be long. */
export function describeDelivery(delivery: DeliveryView): string {
  const { id, status, attempts, replays, reason, next_attempt_at: next, url } = delivery;
  const last = attempts.at(-1);
  const parts = [id, status];
  if (attempts.length > 0) parts.push(attempts.length === 1 ? '1 try' : `${attempts.length} tries`);
  if (replays > 0) parts.push(`replayed ${replays === 1 ? 'once' : `${replays} times`}`);
  const error = reason ?? last?.error;
  if (status !== 'delivered' && error) parts.push(`${error.code}: ${error.message}`);
  if (next !== null) parts.push(`next ${next}`);
  parts.push(url);
  return parts.join('  ');
}

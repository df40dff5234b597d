import type { DocumentStatus } from '@quire/client';

/** What the command ends with (contract, "Command line"). */
export const exitCodes = { done: 0, failed: 1, usage: 2, partial: 3, interrupted: 130 } as const;

/** A document's own code: one that is not at its end yet is there in part. */
export function exitCodeOf(status: DocumentStatus): number {
  switch (status) {
    case 'completed':
      return exitCodes.done;
    case 'failed':
    case 'cancelled':
      return exitCodes.failed;
    case 'partial':
    case 'queued':
    case 'splitting':
    case 'processing':
    case 'aggregating':
      return exitCodes.partial;
  }
}

/** Of several documents the worst counts: interrupted, then failed, then partial. */
export function worstOf(codes: readonly number[]): number {
  const { interrupted, failed, partial, done } = exitCodes;
  return [interrupted, failed, partial].find((code) => codes.includes(code)) ?? done;
}

import { type DocumentStatus, QuireError } from '@quire/client';

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

/** What a server finds wrong with the words of the command line is a mistake of usage as well. */
export function exitCodeOfError(error: unknown): number {
  const isUsage = error instanceof QuireError && error.code === 'invalid_request';
  return isUsage ? exitCodes.usage : exitCodes.failed;
}

/** Of several documents the worst counts: interrupted, then failed, then usage, then partial. */
export function worstOf(codes: readonly number[]): number {
  const { interrupted, failed, usage, partial, done } = exitCodes;
  return [interrupted, failed, usage, partial].find((code) => codes.includes(code)) ?? done;
}

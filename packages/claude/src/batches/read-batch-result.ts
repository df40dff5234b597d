import { APIError } from '@anthropic-ai/sdk';
import { z } from 'zod';
import { classifyError } from '../classify-error.ts';
import type { Answer, Refusal } from '../outcome.ts';
import { readMessage } from '../read-answer.ts';

/** Statuses of the API's errors by their type (errors page): in a batch there is the type alone. */
const STATUS: Readonly<Record<string, number>> = {
  invalid_request_error: 400,
  authentication_error: 401,
  billing_error: 402,
  permission_error: 403,
  not_found_error: 404,
  conflict_error: 409,
  request_too_large: 413,
  rate_limit_error: 429,
  api_error: 500,
  timeout_error: 504,
  overloaded_error: 529,
};

const errored = z.object({
  // Error in error: the guide's own sample looks one level too high.
  error: z.looseObject({ error: z.looseObject({ type: z.string(), message: z.string() }) }),
});

/** What became of one request of a batch: an answer, paid for, or nothing, for nothing. */
export type BatchResult =
  | { readonly kind: 'accepted'; readonly answer: Answer }
  | Extract<Refusal, { kind: 'free' }>
  /** Answered and paid for, in a shape that nobody here can read. */
  | { readonly kind: 'unreadable' };

/**
 * Reads what came back for a request that succeeded or errored.
 * @param result a line's `result`, as it came
 * @param requestId a name for the call: results bring none of their own
 */
export function readBatchResult(
  result: unknown,
  requestId: string,
  asked: { readonly model: string; readonly max_tokens: number },
): BatchResult {
  const succeeded = z.object({ message: z.unknown() }).safeParse(result);
  if (succeeded.success && succeeded.data.message !== undefined) {
    const answer = readMessage(succeeded.data.message, requestId, asked);
    return answer === null ? { kind: 'unreadable' } : { kind: 'accepted', answer };
  }
  const read = errored.safeParse(result);
  const error = read.success ? read.data.error : null;
  const status = STATUS[error?.error.type ?? ''] ?? 500;
  const refusal = classifyError(
    APIError.generate(status, error ?? undefined, undefined, new Headers()),
  );
  // What errs in a batch is not charged (batch page), whatever it would be by itself.
  return refusal.kind === 'free'
    ? refusal
    : {
        kind: 'free',
        blame: 'page',
        code: 'claude_server_error',
        detail: refusal.detail,
        retryAfterMs: null,
      };
}

import type { FailureCode } from '@quire/domain';

/** One mistake in what was sent: where (JSON pointer) and what. */
export interface Mistake {
  readonly pointer: string;
  readonly detail: string;
}

/**
 * The server's own codes, and those of this side: `unreachable` (no answer, or half of one),
 * `unexpected_answer` (something answered that is not Quire), `file_unreadable` (nothing was sent).
 * A newer server may have codes that this list does not know.
 */
export type QuireErrorCode =
  FailureCode | 'unreachable' | 'unexpected_answer' | 'file_unreadable' | (string & {});

/** What a call to Quire ended in. Sort by `code`, never by the wording of `detail`. */
export class QuireError extends Error {
  readonly code: QuireErrorCode;
  /** The HTTP status; null where there was no answer. */
  readonly status: number | null;
  /** A sentence for people: what is wrong and what to do. */
  readonly detail: string;
  /** All that is wrong with a body, where the server listed it. */
  readonly errors: readonly Mistake[];
  /** How long the server asks to wait before another try, in milliseconds; null where it does not. */
  readonly retryAfterMs: number | null;

  constructor(
    code: QuireErrorCode,
    detail: string,
    more: {
      readonly status?: number;
      readonly errors?: readonly Mistake[];
      readonly retryAfterMs?: number | null;
      readonly cause?: unknown;
    } = {},
  ) {
    super(detail, { cause: more.cause });
    this.name = 'QuireError';
    this.code = code;
    this.detail = detail;
    this.status = more.status ?? null;
    this.errors = more.errors ?? [];
    this.retryAfterMs = more.retryAfterMs ?? null;
  }
}

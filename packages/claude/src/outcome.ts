import type { FailureCode } from '@quire/domain';

/** What the provider charges for, by kind. Cached input is not asked for yet, and counted if it comes. */
export interface CallUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** A rate limit as response headers tell it; a limit that is not named is undefined. */
export interface SeenLimits {
  readonly rpm: number | undefined;
  readonly itpm: number | undefined;
  readonly otpm: number | undefined;
}

export interface Answer {
  readonly text: string;
  readonly stopReason: string | null;
  readonly hasUnknownBlocks: boolean;
  /** Null when the answer did not say. */
  readonly usage: CallUsage | null;
  readonly requestId: string | null;
}

/**
 * What became of one call. `accepted`: an answer, paid for. `free`: refused without charge.
 * `ambiguous`: sent, and possibly charged, without an answer to show for it.
 */
export type Outcome =
  | { readonly kind: 'accepted'; readonly answer: Answer; readonly limits: SeenLimits }
  | {
      readonly kind: 'free';
      readonly code: FailureCode;
      readonly detail: string;
      readonly requestId: string | null;
      /** Whose trouble it is: this page's, everybody's for a while, or everybody's until mended. */
      readonly blame: 'page' | 'pause' | 'halt';
      /** As the provider asks, for a pause. */
      readonly retryAfterMs: number | null;
    }
  | {
      readonly kind: 'ambiguous';
      readonly code: FailureCode;
      readonly detail: string;
      readonly requestId: string | null;
    };

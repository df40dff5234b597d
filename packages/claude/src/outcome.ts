import type { FailureCode, SeenLimits, TokenUsage } from '@quire/domain';

export interface Answer {
  readonly text: string;
  readonly stopReason: string | null;
  readonly hasUnknownBlocks: boolean;
  /** Null when the answer did not say, or said what cannot be. */
  readonly usage: TokenUsage | null;
  readonly requestId: string | null;
}

/** What is known of every call, whatever became of it. */
interface CallFacts {
  /** The provider's name for the call; null where no headers came. */
  readonly requestId: string | null;
  /** From the moment it was sent to its outcome. */
  readonly tookMs: number;
  /** What the headers said of the rate limit; null where no headers came. */
  readonly seen: SeenLimits | null;
}

/** A call that brought no answer to show for it. */
export type Refusal =
  | {
      readonly kind: 'free';
      readonly code: FailureCode;
      readonly detail: string;
      /**
       * Whose trouble it is: this page's, everybody's for a while, everybody's for having grown too
       * fast, or everybody's until mended.
       */
      readonly blame: 'page' | 'pause' | 'ramp' | 'halt';
      /** As the provider asks, for a pause or a ramp. */
      readonly retryAfterMs: number | null;
    }
  | { readonly kind: 'ambiguous'; readonly code: FailureCode; readonly detail: string };

/**
 * What became of one call. `accepted`: an answer, paid for. `free`: refused without charge.
 * `ambiguous`: sent, and possibly charged, without an answer to show for it.
 */
export type Outcome = CallFacts &
  ({ readonly kind: 'accepted'; readonly answer: Answer } | Refusal);

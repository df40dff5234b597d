/** `GET /v1/status`: how deep the queues are, what is held up and why. */
export interface ServiceStatus {
  readonly queues: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly paused: readonly {
    readonly model_group: string;
    readonly reason: string;
    readonly detail: string;
    readonly since: string;
    readonly seconds: number;
    /** A pause ends by itself; a halt by `resume`. */
    readonly kind: 'pause' | 'halt';
  }[];
  readonly limits: readonly {
    readonly model_group: string;
    readonly per_minute: { readonly rpm: number; readonly itpm: number; readonly otpm: number };
    /** Whether they are configured or learned; until then the lowest ever published are kept to. */
    readonly is_known: boolean;
    /** Below zero: booked ahead. */
    readonly left: {
      readonly requests: number;
      readonly input_tokens: number;
      readonly output_tokens: number;
    };
    readonly calls_in_flight: number;
    readonly output_tokens_per_s: number;
  }[];
  /** Batches that are not done with, oldest first. */
  readonly batches?: readonly {
    /** The provider's; null until it is known. */
    readonly id: string | null;
    readonly state: 'intended' | 'sending' | 'unknown' | 'created' | 'lost' | 'dropped';
    readonly model: string;
    readonly pages: number;
    readonly created_at: string | null;
    readonly expires_at: string | null;
  }[];
  /** The caller's own, of this day and month. */
  readonly budgets: readonly {
    readonly name: string;
    readonly cap_usd: number;
    readonly spent_usd: number;
    readonly reserved_usd: number;
  }[];
  readonly documents: {
    readonly active: number;
    /** The one that was accepted first of those that have not ended. */
    readonly oldest: { readonly accepted_at: string; readonly waiting_s: number } | null;
  };
}

/** One pause or halt that `resume` ended. */
export interface EndedHold {
  readonly model_group: string;
  readonly reason: string;
}

/** `GET /v1/status`: how deep the queues are, what is held up and why. */
export interface ServiceStatus {
  readonly queues: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly paused: readonly {
    readonly model_group: string;
    readonly reason: string;
    readonly detail: string;
    readonly seconds: number;
    /** A pause ends by itself; a halt by `resume`. */
    readonly kind: 'pause' | 'halt';
  }[];
  readonly documents: { readonly active: number; readonly oldest: unknown };
}

/** One pause or halt that `resume` ended. */
export interface EndedHold {
  readonly model_group: string;
  readonly reason: string;
}

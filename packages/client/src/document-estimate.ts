/** What one document would use and cost, with one model in one lane. */
export interface LaneEstimate {
  readonly model: string;
  readonly lane: 'realtime' | 'batch';
  readonly pages: number;
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly output_tokens_range: { readonly low: number; readonly high: number };
  readonly cost_usd: { readonly low: number; readonly high: number };
  /** At the present limits, all of them free for this document. */
  readonly seconds: number;
}

/** `POST /v1/estimate`: what was asked for, then each model and lane beside it. */
export interface DocumentEstimate extends LaneEstimate {
  /** How it would be asked as a whole: in one request or by merging; null where each page is by itself. */
  readonly whole: 'one' | 'merge' | null;
  /** Pages that were drawn for it. */
  readonly sampled_pages: number;
  readonly estimates: readonly LaneEstimate[];
  /** Budgets and halts that would be met on the way. */
  readonly warnings: readonly { readonly code: string; readonly detail: string }[];
}

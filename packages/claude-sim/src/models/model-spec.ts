export const efforts = ['low', 'medium', 'high', 'xhigh', 'max'] as const;
export type Effort = (typeof efforts)[number];

export const thinkingTypes = ['adaptive', 'enabled', 'disabled', 'between_tools'] as const;
export type ThinkingType = (typeof thinkingTypes)[number];

export type ImageTier = 'standard' | 'high';

/** US dollars per million tokens. */
export interface Prices {
  readonly input: number;
  readonly write5m: number;
  readonly write1h: number;
  readonly read: number;
  readonly output: number;
}

/** Everything the stand-in knows about a model. */
export interface ModelSpec {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly displayName: string;
  readonly line: 'haiku' | 'sonnet' | 'opus' | 'fable';
  readonly createdAt: string;
  readonly deprecatedAt: string | null;
  /** From 00:00 UTC of this day the model is answered with 404. */
  readonly retiresAt: string | null;
  /** Models of one group draw on the same buckets. */
  readonly group: string;
  readonly imageTier: ImageTier;
  /** Tokens. Images and document pages per request follow from it: 600 at 1M, else 100. */
  readonly contextTokens: number;
  readonly maxOutputTokens: number;
  /** Claude 4.7 and later need about 30 % more tokens for the same text. */
  readonly newTokenizer: boolean;
  /** Fewer tokens than this before a breakpoint are silently not cached. */
  readonly cacheMinTokens: number;
  readonly prices: Prices;
  /** Above so many prompt tokens the whole request is charged by other prices. */
  readonly longPrompt?: { readonly aboveTokens: number; readonly prices: Prices };
  readonly thinking: {
    readonly onByDefault: boolean;
    readonly accepts: readonly ThinkingType[];
    /** `disabled` and `between_tools` are refused above this effort. */
    readonly turnDownUpTo: Effort;
  };
  /** Empty: the model takes no effort at all. */
  readonly efforts: readonly Effort[];
  readonly defaultEffort: Effort;
  readonly forcedToolChoice: boolean;
  readonly prefill: boolean;
}

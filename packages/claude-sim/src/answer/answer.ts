export type StopReason =
  | 'end_turn'
  | 'max_tokens'
  | 'stop_sequence'
  | 'tool_use'
  | 'refusal'
  | 'model_context_window_exceeded';

/** What the model produces, before it is put on the wire. */
export interface Answer {
  readonly thinking: { readonly tokens: number; readonly text: string } | undefined;
  readonly text: string;
  /** A forced tool's call; then `text` is its input as JSON. */
  readonly tool: string | undefined;
  /** Thinking included. */
  readonly outputTokens: number;
  readonly stopReason: StopReason;
  readonly stopSequence: string | null;
  readonly refusal: string | null;
}

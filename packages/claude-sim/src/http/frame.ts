/** A piece of a response body and when it is there, in milliseconds after the first token. */
export interface Frame {
  readonly atMs: number;
  readonly text: string;
}

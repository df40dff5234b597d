export type Schema = Readonly<Record<string, unknown>>;

/** What a part of the schema is filled from. */
export interface Source {
  readonly root: Schema;
  readonly text: string;
  /** The lines of the text that say something. */
  readonly lines: readonly string[];
}

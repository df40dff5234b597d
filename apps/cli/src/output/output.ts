/** Where everything goes that the command says. What comes in may come from anywhere: see each. */
export interface Output {
  /** Bars can be drawn, and control characters would be obeyed. */
  readonly isTerminal: boolean;
  /** Rows of the terminal; 24 where it does not say. */
  readonly rows: number;
  /** For bars alone: nothing is made harmless here. */
  readonly stream: NodeJS.WriteStream;
  /** One line on stdout, control characters made visible. */
  line(text: string): void;
  /** One JSON value on one line of stdout. Waits while the reader is slower. */
  json(value: unknown): Promise<void>;
  /** Many lines on stdout: as they are into a file or pipe, made harmless for a terminal. */
  text(text: string): Promise<void>;
  /** `quire: code: sentence` on stderr. */
  problem(sentence: string): void;
  /** Many lines of our own on stderr. */
  complain(text: string): void;
}

/** What a reader of one page must bring back. Pages count from 1. */
export interface ExpectedPage {
  readonly page: number;
  /** Long words printed on this page and on no other page of the file. */
  readonly words: readonly string[];
  /** Nothing is on the page, scanner's specks apart. */
  readonly blank?: true;
  /** Degrees clockwise that the page stands away from upright. */
  readonly turned?: 90 | 180;
}

/** One file of `samples/`, and what it is there to show. */
export interface Sample {
  readonly file: string;
  readonly about: string;
  readonly bytes: Uint8Array;
  readonly pages: readonly ExpectedPage[];
}

/** A document's pages in order, and its data where data was asked for. */
export type { ResultView as DocumentResult } from '@quire/domain';

export interface ResultQuery {
  /** `json` unless told. */
  readonly format?: 'json' | 'markdown' | 'ndjson' | undefined;
  /** True: what is there of an unfinished document, instead of the error `not_finished`. */
  readonly partial?: boolean | undefined;
}

import type { DocumentView } from '@quire/client';

/** One document on its way, as this command knows it. */
export interface Errand {
  /** What it is called here: the file's path, or the document's own name. */
  readonly name: string;
  /** The files sent; none where the document was there before. */
  readonly paths: readonly string[];
}

/** How what happens is shown. Each errand is told of by the same object throughout. */
export interface Progress {
  started(errand: Errand): void;
  /** A document as first seen, and after each change. */
  changed(errand: Errand, document: DocumentView): void;
  /** It was not sent, was lost from sight, or its result could not be written. */
  failed(errand: Errand, error: unknown): void;
  /** Its result is in these files. */
  written(errand: Errand, document: DocumentView, files: readonly string[]): void;
  /** Something to be known meanwhile. */
  note(sentence: string): void;
  /** Nothing more comes. */
  stop(): void;
}

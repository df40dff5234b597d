import { type DocumentStatus, hasEnded } from './document-status.ts';

/** What the pipeline as a whole is held up by, if anything: a code and a sentence. */
export interface ProviderHold {
  readonly code: string;
  readonly detail: string;
}

const ON_PAGES = { code: 'pages', detail: 'Its pages are queued or being read.' };
const ON_ADMISSION = {
  code: 'admission',
  detail: 'Other documents have all places; it is taken up in its turn.',
};
const ON_WHOLE = { code: 'whole', detail: 'One call about the document as a whole is due.' };

/**
 * Names what a document waits for: the role that has to act next, or what holds that role up.
 * @param hold the pause or halt in force for the document's model
 * @param parked what this document waits for while others go on
 * @param isOnWhole whether all it still needs is the answer about the document as a whole
 * @param hasToWait whether it has no place among the documents that are being read
 * @returns null once the document has ended
 */
export function waitingFor(
  status: DocumentStatus,
  hold: ProviderHold | null,
  parked: ProviderHold | null,
  isOnWhole = false,
  hasToWait = false,
): { readonly code: string; readonly detail: string } | null {
  if (hasEnded(status)) return null;
  if (hasToWait && status !== 'aggregating') return ON_ADMISSION;
  switch (status) {
    case 'queued':
      return { code: 'splitter', detail: 'A splitter has to take it from the queue.' };
    case 'splitting':
      return { code: 'splitter', detail: 'A splitter is taking it apart into pages.' };
    case 'processing':
      return hold ?? parked ?? (isOnWhole ? ON_WHOLE : ON_PAGES);
    case 'aggregating':
      return { code: 'aggregator', detail: 'An aggregator has to put its pages together.' };
  }
}

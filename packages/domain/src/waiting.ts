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

/** The batch that some of a document's pages went with last, and how many of them it waits for. */
interface BatchWait {
  readonly pages: number;
  /** The provider's; null while it is not known yet. */
  readonly id: string | null;
  readonly createdAtMs: number | null;
}

function onBatch({ pages, id, createdAtMs }: BatchWait): ProviderHold {
  const which =
    id === null || createdAtMs === null
      ? 'on their way to the provider'
      : `with batches; the last is ${id}, created at ${new Date(createdAtMs).toISOString()}`;
  return { code: 'batch', detail: `${pages} of its pages are ${which}. It takes a day at most.` };
}

/** What may keep a document waiting besides the roles that have to act. */
export interface Hindrances {
  /** Whether all it still needs is the answer about the document as a whole. */
  readonly isOnWhole?: boolean;
  /** Whether it has no place among the documents that are being read. */
  readonly hasToWait?: boolean;
  /** Its pages in batches, if any: they wait for no hold and no budget any more. */
  readonly batch?: BatchWait | null;
}

/**
 * Names what a document waits for: the role that has to act next, or what holds that role up.
 * @param hold the pause or halt in force for the document's model
 * @param parked what this document waits for while others go on
 * @returns null once the document has ended
 */
export function waitingFor(
  status: DocumentStatus,
  hold: ProviderHold | null,
  parked: ProviderHold | null,
  { isOnWhole = false, hasToWait = false, batch = null }: Hindrances = {},
): { readonly code: string; readonly detail: string } | null {
  if (hasEnded(status)) return null;
  if (hasToWait && status !== 'aggregating') return ON_ADMISSION;
  switch (status) {
    case 'queued':
      return { code: 'splitter', detail: 'A splitter has to take it from the queue.' };
    case 'splitting':
      return { code: 'splitter', detail: 'A splitter is taking it apart into pages.' };
    case 'processing':
      return batch === null
        ? (hold ?? parked ?? (isOnWhole ? ON_WHOLE : ON_PAGES))
        : onBatch(batch);
    case 'aggregating':
      return { code: 'aggregator', detail: 'An aggregator has to put its pages together.' };
  }
}

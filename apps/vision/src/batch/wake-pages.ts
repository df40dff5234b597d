import type { Producer } from '@quire/queues';
import type { BatchEntry, Documents } from '@quire/store';
import { byDocument } from './by-document.ts';

export interface WakePorts {
  readonly documents: Pick<Documents, 'read'>;
  readonly producer: Pick<Producer, 'wakePages'>;
}

/**
 * Has the jobs of pages run now. Should this die before it did, the sweeper gives jobs to pages that have
 * none, and the tracker to those for which something arrived.
 * @returns those that nobody reads any more, for their documents are over
 */
export async function wakePages(
  calls: readonly BatchEntry[],
  { documents, producer }: WakePorts,
): Promise<readonly BatchEntry[]> {
  const over: BatchEntry[] = [];
  for (const [id, own] of byDocument(calls)) {
    const document = await documents.read(id);
    if (document?.status !== 'processing') {
      over.push(...own);
      continue;
    }
    const pages = own.map(({ page }) => page);
    await producer.wakePages(id, pages, document.round);
  }
  return over;
}

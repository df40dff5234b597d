import {
  feedPages,
  type FeedPorts,
  PAGE_WINDOW,
  startAdmitted,
  WHOLE,
  type DocumentRecord,
} from '@quire/domain';
import type { Producer } from '@quire/queues';
import type { BatchEntry, Documents, Pages, Places } from '@quire/store';
import { byDocument } from './by-document.ts';

export type WakePorts = FeedPorts & {
  readonly documents: Pick<Documents, 'read'>;
  readonly pages: Pick<Pages, 'takeSlice'>;
  readonly places: Pick<Places, 'enter' | 'presentRank'>;
  readonly producer: Pick<Producer, 'wakePages' | 'ensure'>;
};

/**
 * Has documents go on with pages that were put back among those they have to do, in their turn: one that has no
 * place waits for one. What dies before that is told of them again.
 * @returns those that nobody reads any more, for their documents are over
 */
export async function wakePages(
  calls: readonly BatchEntry[],
  ports: WakePorts,
): Promise<readonly BatchEntry[]> {
  const over: BatchEntry[] = [];
  for (const [id, own] of byDocument(calls)) {
    const document = await ports.documents.read(id);
    if (document?.status === 'processing') {
      const pages = own.map(({ page }) => page);
      await goOnWith(document, pages, ports);
    } else over.push(...own);
  }
  return over;
}

async function goOnWith(
  document: DocumentRecord,
  pages: readonly number[],
  ports: WakePorts,
): Promise<void> {
  const { id, round } = document;
  const { places, producer } = ports;
  if (pages.includes(WHOLE)) {
    // One job a document, for which nobody has to make room.
    const job = { v: 1, documentId: id, page: WHOLE, round } as const;
    await producer.ensure('pages', job, await places.presentRank());
  } else {
    const { hasPlace, window, admitted } = await places.enter(document, round);
    await startAdmitted(admitted, ports);
    if (hasPlace) {
      const asked = { window: PAGE_WINDOW, granted: window, again: false };
      await feedPages(id, await ports.pages.takeSlice(id, asked), ports);
    }
  }
  // Put off when they were gathered, some still have jobs that would look again much later.
  await producer.wakePages(id, pages, round);
}

import {
  type DocumentRecord,
  feedPages,
  type FeedPorts,
  hasEnded,
  type OutboxPorts,
  PAGE_WINDOW,
  isDueAsWhole,
  relayOutbox,
  WHOLE,
} from '@quire/domain';
import type { Producer } from '@quire/queues';
import type { ActiveDocuments, Documents, Pages } from '@quire/store';
import { type CallPorts, closeCalls } from './close-calls.ts';

export type SweepPorts = FeedPorts &
  OutboxPorts &
  CallPorts & {
    readonly documents: Pick<Documents, 'read' | 'order'>;
    readonly pages: Pick<Pages, 'takeSlice' | 'missing'>;
    readonly active: ActiveDocuments;
    readonly producer: Pick<Producer, 'ensure' | 'ensurePages'>;
    /** Is told of a document that could not be looked after. */
    readonly reportUnswept: (documentId: string, error: unknown) => void;
  };

/** A document is looked after when nobody has for this long; its jobs then surely are enqueued. */
const UNTOUCHED_MS = 30_000;
/** Documents looked after in one round, so that a round stays short whatever the backlog. */
const MOST_PER_ROUND = 200;

/**
 * Looks after documents that have not ended: whatever was to be enqueued for them and was not,
 * because a process or Redis died in between, is enqueued now. Everything in it may be done twice.
 * @returns how many documents were looked after
 */
export async function sweepDocuments(nowMs: number, ports: SweepPorts): Promise<number> {
  const ids = await ports.active.untouchedSince(nowMs - UNTOUCHED_MS, MOST_PER_ROUND);
  for (const id of ids) {
    // One that cannot be read, written by a newer release perhaps, must not hold up all others.
    const isDone = await sweepDocument(id, ports).catch((error: unknown) => {
      ports.reportUnswept(id, error);
      return false;
    });
    if (isDone) await ports.active.remove(id);
    else await ports.active.touch(id, nowMs);
  }
  return ids.length;
}

/** @returns true when there is nothing left to look after */
async function sweepDocument(id: string, ports: SweepPorts): Promise<boolean> {
  const document = await ports.documents.read(id);
  const isOver = document === null || hasEnded(document.status);
  if (isOver) await relayOutbox(id, ports);
  else await lookAfter(document, ports);
  const isClosed = await closeCalls(id, ports);
  if (isOver) await ports.active.end(id);
  return isOver && isClosed;
}

async function lookAfter(document: DocumentRecord, ports: SweepPorts): Promise<void> {
  const { id, status, round } = document;
  const job = { v: 1, documentId: id } as const;
  await relayOutbox(id, ports);
  switch (status) {
    case 'queued':
    case 'splitting':
      return ports.producer.ensure('split', { ...job, round });
    case 'aggregating':
      return ports.producer.ensure('aggregate', job);
    case 'processing': {
      const slice = await ports.pages.takeSlice(id, { window: PAGE_WINDOW, again: true });
      await feedPages(id, slice, ports);
      // Of one request the pages have no jobs of their own.
      const missing = document.whole === 'one' ? [] : await ports.pages.missing(id);
      await ports.producer.ensurePages(id, missing, round);
      if (isDueAsWhole(document))
        await ports.producer.ensure('pages', { ...job, page: WHOLE, round });
      return;
    }
    case 'completed':
    case 'partial':
    case 'failed':
    case 'cancelled':
  }
}

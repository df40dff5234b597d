import {
  type DocumentRecord,
  feedPages,
  type FeedPorts,
  hasEnded,
  isOverdueRank,
  leaveIfIdle,
  leavePlace,
  type OutboxPorts,
  PAGE_WINDOW,
  isDueAsWhole,
  relayOutbox,
  startAdmitted,
  WHOLE,
} from '@quire/domain';
import type { Producer } from '@quire/queues';
import type { ActiveDocuments, Documents, Pages, Places, Standing } from '@quire/store';
import { type CallPorts, closeCalls } from './close-calls.ts';

export type SweepPorts = FeedPorts &
  OutboxPorts &
  CallPorts & {
    readonly documents: Pick<Documents, 'read' | 'order'>;
    readonly pages: Pick<Pages, 'takeSlice' | 'missing' | 'idleness'>;
    readonly places: Places;
    readonly active: ActiveDocuments;
    readonly producer: Pick<Producer, 'ensure' | 'ensurePages' | 'advanceOverdue'>;
    /** Is told of a document that could not be looked after. */
    readonly reportUnswept: (documentId: string, error: unknown) => void;
  };

/** A document is looked after when nobody has for this long; its jobs then surely are enqueued. */
const UNTOUCHED_MS = 30_000;
/**
 * One that waits for a place has nothing that could be missing but the place: it is looked after less
 * often, or a backlog would keep everybody from those that are being read.
 */
const WAITING_UNTOUCHED_MS = 600_000;
/** Documents looked after in one round, so that a round stays short whatever the backlog. */
const MOST_PER_ROUND = 200;

/**
 * Looks after documents that have not ended: whatever was to be enqueued for them and was not,
 * because a process or Redis died in between, is enqueued now. Everything in it may be done twice.
 * @returns how many documents were looked after
 */
export async function sweepDocuments(nowMs: number, ports: SweepPorts): Promise<number> {
  const presentRank = await ports.places.presentRank();
  await ports.producer.advanceOverdue((rank) => isOverdueRank(rank, presentRank));
  const ids = new Set([
    // Those that have a place first: what they lack keeps others waiting too.
    ...(await ports.places.idleSince(nowMs - UNTOUCHED_MS, MOST_PER_ROUND)),
    ...(await ports.active.untouchedSince(nowMs - UNTOUCHED_MS, MOST_PER_ROUND)),
  ]);
  for (const id of ids) {
    // One that cannot be read, written by a newer release perhaps, must not hold up all others.
    const found = await sweepDocument(id, ports).catch((error: unknown): Found => {
      ports.reportUnswept(id, error);
      return 'open';
    });
    if (found === 'done') await ports.active.remove(id);
    else {
      const later = found === 'waiting' ? WAITING_UNTOUCHED_MS - UNTOUCHED_MS : 0;
      await ports.active.touch(id, nowMs + later);
      await ports.places.looked(id, nowMs);
    }
  }
  return ids.size;
}

/** What was found of a document that was looked after; nobody needs to look after one that is `done`. */
type Found = 'done' | 'open' | 'waiting';

async function sweepDocument(id: string, ports: SweepPorts): Promise<Found> {
  const document = await ports.documents.read(id);
  if (document === null || hasEnded(document.status)) {
    await relayOutbox(id, ports);
    await leavePlace(id, 'stopped', ports);
    const isClosed = await closeCalls(id, ports);
    await ports.active.end(id);
    return isClosed ? 'done' : 'open';
  }
  // One that rests is asked for by its batches when they are back, and needs no place until then.
  const rests = (await leaveIfIdle(id, ports)) === 'rests';
  const place = rests ? await placeless(ports) : await ports.places.enter(document, document.round);
  await startAdmitted(place.admitted, ports);
  await lookAfter(document, place, ports);
  await closeCalls(id, ports);
  return place.hasPlace ? 'open' : 'waiting';
}

async function placeless({ places }: Pick<SweepPorts, 'places'>): Promise<Standing> {
  return { hasPlace: false, window: 0, rank: await places.presentRank(), admitted: [] };
}

async function lookAfter(
  document: DocumentRecord,
  { hasPlace, window, rank }: Standing,
  ports: SweepPorts,
): Promise<void> {
  const { id, status, round } = document;
  const job = { v: 1, documentId: id } as const;
  await relayOutbox(id, ports);
  switch (status) {
    case 'queued':
    case 'splitting':
      if (hasPlace) await ports.producer.ensure('split', { ...job, round }, rank);
      return;
    case 'aggregating':
      return ports.producer.ensure('aggregate', job);
    case 'processing': {
      if (hasPlace) {
        const request = { window: PAGE_WINDOW, granted: window, again: true };
        const slice = await ports.pages.takeSlice(id, request);
        await feedPages(id, slice, ports);
      }
      // Of one request the pages have no jobs of their own.
      const missing = document.whole === 'one' ? [] : await ports.pages.missing(id);
      await ports.producer.ensurePages(id, missing, round, rank);
      if (isDueAsWhole(document))
        await ports.producer.ensure('pages', { ...job, page: WHOLE, round }, rank);
      if (hasPlace) await leaveIfIdle(id, ports);
      return;
    }
    case 'completed':
    case 'partial':
    case 'failed':
    case 'cancelled':
  }
}

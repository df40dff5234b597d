import {
  ADDRESS,
  ADDRESSED_PAGE,
  asFailure,
  blobName,
  type DocumentRecord,
  Failure,
  feedPages,
  type FeedPorts,
  hasEnded,
  isWaitedOut,
  leaveIfIdle,
  leavePlace,
  MAX_PAGES,
  mayPass,
  type OutboxPorts,
  PAGE_WINDOW,
  type PlannedPage,
  relayOutbox,
  selectPages,
  startAdmitted,
  webhookOwed,
} from '@quire/domain';
import { wholeJob } from './whole-job.ts';
import type { PageRenderer } from '@quire/pages';
import { FailedForGood, type JobContext, Postponed, type Producer } from '@quire/queues';
import type { ActiveDocuments, Blobs, Documents, Outbox, Pages, Places } from '@quire/store';

export interface SplitPorts extends FeedPorts, OutboxPorts {
  readonly documents: Pick<Documents, 'read' | 'startSplitting' | 'plan' | 'end'>;
  readonly pages: Pick<Pages, 'takeSlice' | 'confirmSlice' | 'idleness'>;
  readonly places: Pick<Places, 'enter' | 'takeTurn' | 'leave'>;
  readonly outbox: Outbox;
  readonly active: Pick<ActiveDocuments, 'remove'>;
  readonly blobs: Pick<Blobs, 'localPath'>;
  readonly renderer: Pick<PageRenderer, 'inspect'>;
  readonly producer: Producer;
  /** Of QUIRE_MODEL: what fits one request depends on the model. */
  readonly defaultModel: string;
}

/** What holds up everybody is looked at again after this. */
const AGAIN_MS = 5_000;

/**
 * Takes a document apart that has a place: writes the plan of its pages and hands out the first of them.
 * One that has none yet is left waiting for it. Run again after a kill at any point, it finds the plan that
 * stands and the slice that was not confirmed.
 * @throws Postponed while the store or Redis is away, FailedForGood after the document was ended as failed
 */
export async function splitDocument(
  documentId: string,
  ports: SplitPorts,
  context: Pick<JobContext, 'isLastAttempt' | 'abandoned'>,
): Promise<void> {
  const document = await ports.documents.read(documentId);
  // A document that was removed, or ended meanwhile, needs nothing any more, and keeps nobody waiting.
  if (document === null || hasEnded(document.status)) {
    return leavePlace(documentId, 'stopped', ports);
  }
  const place = await ports.places.enter(document, document.round);
  await startAdmitted(place.admitted, ports);
  if (!place.hasPlace) return;
  try {
    if (document.totalPages === 0) {
      await ports.documents.startSplitting(documentId);
      const plan = await planPages(document, ports, context.abandoned);
      const whole = wholeJob(document, plan, ports.defaultModel, place.rank);
      if (!(await ports.documents.plan(documentId, plan, whole))) return;
    }
  } catch (error) {
    const failure = asFailure(error);
    if (isWaitedOut(failure.code)) throw new Postponed(AGAIN_MS, failure.message);
    if (mayPass(failure.code) && !context.isLastAttempt) throw error;
    await failDocument(document, failure, ports);
    throw new FailedForGood(`${failure.code}: ${failure.message}`, error);
  }
  const slice = await ports.pages.takeSlice(documentId, {
    window: PAGE_WINDOW,
    granted: place.window,
    again: true,
  });
  await feedPages(documentId, slice, ports);
  await relayOutbox(documentId, ports);
  // A second job of one that rests has nothing to do.
  await leaveIfIdle(documentId, ports);
  // It ended between two looks at it: cancelled, its place would be nobody's.
  const after = await ports.documents.read(documentId);
  if (after === null || hasEnded(after.status)) await leavePlace(documentId, 'stopped', ports);
}

/** Ends a document that cannot be taken apart, and owes its receiver the news. */
export async function failDocument(
  document: Pick<DocumentRecord, 'id' | 'round' | 'options'>,
  failure: Failure,
  ports: Pick<SplitPorts, 'documents' | 'outbox' | 'producer' | 'active' | 'places'>,
): Promise<void> {
  const { id } = document;
  const owed = webhookOwed(document, 'failed');
  await ports.documents.end(id, {
    status: 'failed',
    reason: { code: failure.code, detail: failure.message },
    webhookJob: owed && JSON.stringify({ v: 1, documentId: id, ...owed }),
  });
  await relayOutbox(id, ports);
  await leavePlace(id, 'stopped', ports);
  await ports.active.remove(id);
}

/** Every page that was asked for, numbered through all sources in their order. */
async function planPages(
  { sources, options }: Pick<DocumentRecord, 'sources' | 'options'>,
  { blobs, renderer }: Pick<SplitPorts, 'blobs' | 'renderer'>,
  signal: AbortSignal,
): Promise<PlannedPage[]> {
  const all: PlannedPage[] = [];
  for (const [source, sent] of sources.entries()) {
    if (sent.media_type === ADDRESS) {
      all.push({ page: all.length + 1, source, ...ADDRESSED_PAGE });
      continue;
    }
    const { media_type: mediaType, filename } = sent;
    const file = { path: await blobs.localPath(blobName(sent)), mediaType };
    const pages = await renderer
      .inspect(file, MAX_PAGES - all.length, signal)
      .catch((error: unknown) => {
        throw sources.length > 1 ? ofSource(error, source + 1, filename) : error;
      });
    for (const [index, page] of pages.entries()) {
      all.push({ page: all.length + 1, source, index, ...page });
    }
  }
  const asked = new Set(selectPages(options.pages, all.length));
  const plan = all.filter(({ page }) => asked.has(page));
  const allowed = options.max_pages ?? MAX_PAGES;
  if (plan.length > allowed) {
    throw new Failure('too_many_pages', {
      detail: `${plan.length} pages, and max_pages is ${allowed}`,
    });
  }
  return plan;
}

/** A failure of one file among several says which: by itself it would be the whole document's. */
function ofSource(error: unknown, number: number, filename: string | null): unknown {
  if (!(error instanceof Failure)) return error;
  const name = filename === null ? `file ${number}` : `file ${number}, ${filename}`;
  const detail = error.detail === undefined ? name : `${name}: ${error.detail}`;
  return new Failure(error.code, { detail, cause: error });
}

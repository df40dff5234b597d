import { setTimeout as sleep } from 'node:timers/promises';
import { type DocumentView, documentView } from '@quire/domain';
import type { SentDocument } from './submit-backlog.ts';

const ENDS = new Set(['completed', 'partial', 'failed', 'cancelled']);

/** What is known of the documents that were sent. Ended ones are not asked for again. */
export interface DocumentWatch {
  readonly ended: ReadonlyMap<string, DocumentView>;
  pagesEnded(): number;
  stop(): Promise<void>;
}

/** Asks the api for every document that has not ended, over and over, whether it answers or not. */
export function watchDocuments(apiUrl: string, sent: readonly SentDocument[]): DocumentWatch {
  const ended = new Map<string, DocumentView>();
  const seen = new Map<string, number>();
  const over = new AbortController();
  const watching = (async () => {
    while (!over.signal.aborted) {
      for (const { id } of sent.filter((document) => !ended.has(document.id))) {
        const view = await look(`${apiUrl}/v1/documents/${id}`);
        if (view === null) break;
        seen.set(id, view.pages.done + view.pages.failed);
        if (ENDS.has(view.status)) ended.set(id, view);
      }
      await sleep(500);
    }
  })();
  return {
    ended,
    pagesEnded: () => [...seen.values()].reduce((sum, pages) => sum + pages, 0),
    async stop() {
      over.abort();
      await watching;
    },
  };
}

/** The document as it is now, or null while the api cannot say. */
async function look(url: string): Promise<DocumentView | null> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
    return response.ok ? documentView.parse(await response.json()) : null;
  } catch {
    return null;
  }
}

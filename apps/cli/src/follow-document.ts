import { type DocumentView, type QuireClient } from '@quire/client';
import type { Errand, Progress } from './progress/progress.ts';

/** Documents that are followed by their events; each takes a connection. More are looked at in turns. */
const MOST_STREAMS = 20;
/** Looks at all documents together, in milliseconds between two: 50 looks a second. */
const MS_PER_LOOK = 20;
const FASTEST_POLL_MS = 300;

interface FollowPorts {
  readonly client: Pick<QuireClient, 'waitFor'>;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** How many are followed at once: a thousand at full pace would be a flood. */
  readonly documents: number;
}

/** Shows a document's changes until it ends. @throws QuireError, or the signal's reason */
export async function followDocument(
  errand: Errand,
  id: string,
  { client, progress, signal, documents }: FollowPorts,
): Promise<DocumentView> {
  return client.waitFor(id, {
    signal,
    events: documents <= MOST_STREAMS,
    pollMs: Math.max(FASTEST_POLL_MS, documents * MS_PER_LOOK),
    onChange: (document) => progress.changed(errand, document),
    onTrouble: ({ code, detail }) => progress.note(`${code}: ${detail} Waiting for it.`),
  });
}

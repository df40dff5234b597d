/** What a document owes to a queue. */
interface OutboxEntry {
  readonly queue: string;
  readonly payload: string;
}

/** Shaped like the store's outbox and the queues' producer, so that apps hand theirs over as they are. */
export interface OutboxPorts {
  readonly outbox: {
    entries(documentId: string): Promise<readonly OutboxEntry[]>;
    remove(documentId: string, entry: OutboxEntry): Promise<void>;
  };
  readonly producer: {
    /** Adding a job that is there already must change nothing. */
    addEntry(queue: string, payload: string): Promise<void>;
  };
}

/**
 * Enqueues what a document's scripts wrote down. An entry is taken away only after it is enqueued,
 * so a kill in between enqueues it twice under one id, and never not at all.
 */
export async function relayOutbox(
  documentId: string,
  { outbox, producer }: OutboxPorts,
): Promise<void> {
  for (const entry of await outbox.entries(documentId)) {
    await producer.addEntry(entry.queue, entry.payload);
    await outbox.remove(documentId, entry);
  }
}

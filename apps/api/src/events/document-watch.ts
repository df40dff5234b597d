import { type WatchedDocument, watchDocument, type WatchPorts } from './watched-document.ts';

/** One of those who follow a document. */
export type Follower = Pick<WatchedDocument, 'next' | 'pages'> & {
  /** To be called once. */
  readonly leave: () => void;
};

/** The documents that somebody follows in this process, each looked at once for all who do. */
export interface DocumentWatch {
  follow(documentId: string): Follower;
}

export function createDocumentWatch(ports: WatchPorts): DocumentWatch {
  const watched = new Map<string, { readonly document: WatchedDocument; followers: number }>();
  return {
    follow(documentId) {
      const found = watched.get(documentId);
      const entry = found ?? { document: watchDocument(documentId, ports), followers: 0 };
      watched.set(documentId, entry);
      entry.followers += 1;
      return {
        next: (...asked) => entry.document.next(...asked),
        pages: (...asked) => entry.document.pages(...asked),
        leave() {
          entry.followers -= 1;
          if (entry.followers > 0) return;
          watched.delete(documentId);
          entry.document.close();
        },
      };
    },
  };
}

import type { BatchEntry } from '@quire/store';

/** Calls of a batch by the document that each is for. */
export function byDocument(entries: readonly BatchEntry[]): ReadonlyMap<string, BatchEntry[]> {
  const byId = new Map<string, BatchEntry[]>();
  for (const entry of entries) {
    const own = byId.get(entry.document);
    if (own === undefined) byId.set(entry.document, [entry]);
    else own.push(entry);
  }
  return byId;
}

import type { Source, StoredSource } from './document.ts';
import { ADDRESS } from './picture-address.ts';

/** The name under which a source's bytes are kept. */
export function blobName({ sha256, stored_as: name }: StoredSource): string {
  return name ?? sha256;
}

/** Names of all blobs that a document uses, each once. */
export function blobNames(sources: readonly Source[]): string[] {
  const stored = sources.filter((source) => source.media_type !== ADDRESS);
  return [...new Set(stored.map(blobName))];
}

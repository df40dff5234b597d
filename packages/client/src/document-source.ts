/** One file that the server fetches itself, or whose bytes travel inside the JSON. */
export type OneSource =
  | { readonly type: 'url'; readonly url: string }
  | { readonly type: 'base64'; readonly media_type?: string; readonly data: string };

/** A document's source as JSON (contract, `POST /v1/documents`). */
export type DocumentSource =
  OneSource | { readonly type: 'images'; readonly images: readonly OneSource[] };

/** Files as paths, or as blobs; several are one document's pages, in order. */
export type DocumentFiles = string | Blob | readonly (string | Blob)[];

/** Tells files, which are streamed as a form, from a source, which goes as JSON. */
export function isSource(from: DocumentFiles | DocumentSource): from is DocumentSource {
  return typeof from === 'object' && !(from instanceof Blob) && 'type' in from;
}

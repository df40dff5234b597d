import { Failure, type SourceMediaType, sniffMediaType, type StoredSource } from '@quire/domain';
import type { Blobs, StoredBlob } from '@quire/store';

/**
 * Stores one file and tells its type by its bytes; what is refused is not kept.
 * @param filename as the client names it: shown, and never used as a path
 * @throws Failure `empty_upload`, `unsupported_media_type`, `upload_too_large`, `blobs_unavailable`
 */
export async function storeSource(
  bytes: AsyncIterable<Uint8Array>,
  filename: string | null,
  blobs: Pick<Blobs, 'put'>,
  maxBytes: number,
): Promise<StoredSource> {
  const blob = await blobs.put(bytes, maxBytes, (received) => {
    mediaTypeOf(received, filename);
  });
  return {
    sha256: blob.sha256,
    bytes: blob.bytes,
    media_type: mediaTypeOf(blob, filename),
    filename: filename === null ? null : displayName(filename),
    ...(blob.storedAs !== undefined && { stored_as: blob.storedAs }),
  };
}

function mediaTypeOf({ bytes, head }: StoredBlob, filename: string | null): SourceMediaType {
  const detail = filename === null ? {} : { detail: displayName(filename) };
  if (bytes === 0) throw new Failure('empty_upload', detail);
  const mediaType = sniffMediaType(head);
  if (mediaType === null) throw new Failure('unsupported_media_type', detail);
  return mediaType;
}

/** The last part of a name, without what could disturb a terminal or a log. */
export function displayName(filename: string): string {
  const last = filename.split(/[/\\]/).at(-1) ?? '';
  return last.replaceAll(/\p{C}/gu, '').slice(0, 255);
}

import { Failure, type Source, sniffMediaType } from '@quire/domain';
import type { Blobs } from '@quire/store';

/**
 * Stores one file and tells its type by its bytes.
 * @param filename as the client names it: shown, and never used as a path
 * @throws Failure `empty_upload`, `unsupported_media_type`, `upload_too_large`, `blobs_unavailable`
 */
export async function storeSource(
  bytes: AsyncIterable<Uint8Array>,
  filename: string | null,
  blobs: Pick<Blobs, 'put'>,
  maxBytes: number,
): Promise<Source> {
  const blob = await blobs.put(bytes, maxBytes);
  if (blob.bytes === 0) throw new Failure('empty_upload', filename ? { detail: filename } : {});
  const mediaType = sniffMediaType(blob.head);
  if (mediaType === null) {
    throw new Failure('unsupported_media_type', filename ? { detail: filename } : {});
  }
  return {
    sha256: blob.sha256,
    bytes: blob.bytes,
    media_type: mediaType,
    filename: filename === null ? null : displayName(filename),
  };
}

/** The last part of a name, without what could disturb a terminal or a log. */
function displayName(filename: string): string {
  const last = filename.split(/[/\\]/).at(-1) ?? '';
  return last.replaceAll(/\p{C}/gu, '').slice(0, 255);
}

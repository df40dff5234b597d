import { Failure } from '@quire/domain';

/** Counts the bytes of all files of a request together: many small ones must not pass as one large. */
export function shareBudget(
  maxBytes: number,
): (bytes: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array> {
  let bytesLeft = maxBytes;
  return async function* counted(bytes) {
    for await (const chunk of bytes) {
      bytesLeft -= chunk.length;
      if (bytesLeft < 0) {
        throw new Failure('upload_too_large', { detail: `in all more than ${maxBytes} bytes` });
      }
      yield chunk;
    }
  };
}

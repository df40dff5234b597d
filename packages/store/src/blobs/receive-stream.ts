import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { Failure } from '@quire/domain';
import type { StoredBlob } from './blobs.ts';
import { onDisk } from './on-disk.ts';
import { sweepYoungBuffers } from './sweep-young-buffers.ts';

/** Bytes after which what was read is freed; see `sweepYoungBuffers`. */
const SWEEP_EVERY_BYTES = 16 * 1024 * 1024;
/** Readers look for `%PDF-` in the first kilobyte. */
const HEAD_BYTES = 1024;

/**
 * Writes a stream to a new file, counted and hashed, and onto the disk itself.
 * @throws Failure `upload_too_large`, `blobs_unavailable`; the stream's own errors as they are
 */
export async function receiveStream(
  stream: AsyncIterable<Uint8Array>,
  path: string,
  maxBytes: number,
): Promise<StoredBlob> {
  const hash = createHash('sha256');
  const head: Buffer[] = [];
  let headBytes = 0;
  let bytes = 0;
  const file = await onDisk(open(path, 'wx'));
  try {
    for await (const chunk of stream) {
      bytes += chunk.length;
      if (bytes % SWEEP_EVERY_BYTES < chunk.length) sweepYoungBuffers();
      if (bytes > maxBytes) {
        throw new Failure('upload_too_large', { detail: `more than ${maxBytes} bytes` });
      }
      hash.update(chunk);
      if (headBytes < HEAD_BYTES) {
        head.push(Buffer.from(chunk.subarray(0, HEAD_BYTES - headBytes)));
        headBytes += chunk.length;
      }
      // Unlike `write`, which on a full disk takes a part of the chunk and calls that success.
      await onDisk(file.writeFile(chunk));
    }
    // Redis will promise this document for good, so its bytes must outlive a power cut too.
    await onDisk(file.sync());
  } finally {
    await file.close();
  }
  return { sha256: hash.digest('hex'), bytes, head: Buffer.concat(head) };
}

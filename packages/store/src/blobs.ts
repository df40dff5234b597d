import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from '@quire/domain';
import { sweepYoungBuffers } from './sweep-young-buffers.ts';

export interface StoredBlob {
  readonly sha256: string;
  readonly bytes: number;
  /** The first bytes, enough to tell the file's type. */
  readonly head: Buffer;
}

/** Source files by the SHA-256 of their bytes. */
export interface Blobs {
  /**
   * Stores a stream while it is counted and hashed; its memory does not grow with the file.
   * @throws Failure `upload_too_large` as soon as `maxBytes` is passed, `blobs_unavailable` when
   * the store cannot be written, or whatever `check` throws. Nothing is left behind then.
   * @param check looks at what was received before it is kept
   */
  put(
    stream: AsyncIterable<Uint8Array>,
    maxBytes: number,
    check?: (received: StoredBlob) => void,
  ): Promise<StoredBlob>;
  /**
   * A local file with the blob's bytes.
   * @throws Failure `source_missing`
   */
  localPath(sha256: string): Promise<string>;
  /**
   * Keeps a page that ended one renderer after another, for somebody to look at. Again is harmless.
   * @returns its address in the store
   * @throws Failure `blobs_unavailable`
   */
  quarantine(name: string, bytes: Uint8Array): Promise<string>;
  /** What is kept under such an address; null when nothing is. */
  quarantined(address: string): Promise<Buffer | null>;
  /** A small text kept under a name of its own; null where there is none. */
  readNote(name: string): Promise<string | null>;
  /** Replaces it, whole or not at all. @throws Failure `blobs_unavailable` */
  writeNote(name: string, text: string): Promise<void>;
  /** Whether the store can be written now. */
  isWritable(): Promise<boolean>;
}

/** Bytes after which what was read is freed; see `sweepYoungBuffers`. */
const SWEEP_EVERY_BYTES = 16 * 1024 * 1024;
/** Readers look for `%PDF-` in the first kilobyte. */
const HEAD_BYTES = 1024;

const QUARANTINE = 'quarantine';
/** What `quarantine` makes of a document's id and a page, and nothing that leads elsewhere. */
const ADDRESS = /^quarantine\/[\w-]+\.pdf$/;

/** @param location `file:///folder` or `file:./folder` (from the working directory) */
export function openBlobs(location: string): Blobs {
  const folder = location.startsWith('file://')
    ? fileURLToPath(location)
    : resolve(location.slice('file:'.length));
  const incoming = join(folder, 'incoming');
  const place = (sha256: string): string => join(folder, sha256.slice(0, 2), sha256);
  return {
    async put(stream, maxBytes, check) {
      const partial = join(incoming, randomUUID());
      try {
        await onDisk(mkdir(incoming, { recursive: true }));
        const blob = await receive(stream, partial, maxBytes);
        check?.(blob);
        await onDisk(mkdir(dirname(place(blob.sha256)), { recursive: true }));
        // The same bytes under the same name: a second upload replaces the file with its equal.
        await onDisk(rename(partial, place(blob.sha256)));
        await onDisk(syncFolder(dirname(place(blob.sha256))));
        return blob;
      } catch (error) {
        // A store that cannot be written may refuse this too, which is not what went wrong.
        await rm(partial, { force: true }).catch(() => undefined);
        throw error;
      }
    },
    async localPath(sha256) {
      const path = place(sha256);
      await stat(path).catch((cause: unknown) => {
        throw new Failure('source_missing', { detail: `sha256 ${sha256}`, cause });
      });
      return path;
    },
    async quarantine(name, bytes) {
      const address = `${QUARANTINE}/${name}`;
      const partial = join(incoming, randomUUID());
      await onDisk(mkdir(incoming, { recursive: true }));
      await onDisk(mkdir(join(folder, QUARANTINE), { recursive: true }));
      await onDisk(writeFile(partial, bytes, { flag: 'wx' }));
      await onDisk(rename(partial, join(folder, address)));
      return address;
    },
    async quarantined(address) {
      if (!ADDRESS.test(address)) return null;
      return readFile(join(folder, address)).catch(() => null);
    },
    readNote: (name) =>
      readFile(join(folder, name), 'utf8').catch((cause: unknown) => {
        if (isMissing(cause)) return null;
        throw new Failure('blobs_unavailable', { cause });
      }),
    async writeNote(name, text) {
      const partial = join(incoming, randomUUID());
      await onDisk(mkdir(incoming, { recursive: true }));
      await onDisk(writeFile(partial, text, { flush: true }));
      await onDisk(rename(partial, join(folder, name)));
    },
    async isWritable() {
      const probe = join(incoming, randomUUID());
      try {
        await mkdir(incoming, { recursive: true });
        await (await open(probe, 'wx')).close();
        await rm(probe);
        return true;
      } catch {
        return false;
      }
    },
  };
}

async function receive(
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

function isMissing(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
}

/** Without it a power cut may take the file's name away again. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Names what the store refuses; errors of the stream itself, socket or file, keep their own. */
async function onDisk<T>(work: Promise<T>): Promise<T> {
  return work.catch((cause: unknown) => {
    throw new Failure('blobs_unavailable', { cause });
  });
}

import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from '@quire/domain';
import type { Blobs } from './blobs.ts';
import { isSystemError, onDisk } from './on-disk.ts';
import { openPartialFiles } from './partial-files.ts';
import { isQuarantineAddress, quarantineAddress } from './quarantine-address.ts';
import { receiveStream } from './receive-stream.ts';
import { syncFolder } from '../sync-folder.ts';

/** A block of most disks. */
const PROBE_BYTES = 4_096;

/**
 * Blobs in a folder that all machines see.
 * @param location `file:///folder` or `file:./folder` (from the working directory)
 */
export function openFolderBlobs(location: string): Blobs {
  const folder = location.startsWith('file://')
    ? fileURLToPath(location)
    : resolve(location.slice('file:'.length));
  const incoming = openPartialFiles(join(folder, 'incoming'));
  let probing: Promise<boolean> | undefined;
  // A full disk still takes an empty file: only bytes that reached it say that there is room.
  const probe = async (): Promise<boolean> => {
    const file = await incoming.next().catch(() => null);
    if (file === null) return false;
    try {
      await writeFile(file, Buffer.alloc(PROBE_BYTES), { flag: 'wx', flush: true });
      return true;
    } catch {
      return false;
    } finally {
      await rm(file, { force: true }).catch(() => undefined);
    }
  };
  const place = (sha256: string): string => join(folder, sha256.slice(0, 2), sha256);
  return {
    async put(stream, maxBytes, check) {
      const partial = await onDisk(incoming.next());
      try {
        const blob = await receiveStream(stream, partial, maxBytes);
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
      const address = quarantineAddress(name);
      const partial = await onDisk(incoming.next());
      await onDisk(mkdir(dirname(join(folder, address)), { recursive: true }));
      await onDisk(writeFile(partial, bytes, { flag: 'wx' }));
      await onDisk(rename(partial, join(folder, address)));
      return address;
    },
    async quarantined(address) {
      if (!isQuarantineAddress(address)) return null;
      return readFile(join(folder, address)).catch(() => null);
    },
    readNote: (name) =>
      readFile(join(folder, name), 'utf8').catch((cause: unknown) => {
        if (isSystemError(cause, 'ENOENT')) return null;
        throw new Failure('blobs_unavailable', { cause });
      }),
    async writeNote(name, text) {
      const partial = await onDisk(incoming.next());
      await onDisk(writeFile(partial, text, { flush: true }));
      await onDisk(rename(partial, join(folder, name)));
    },
    async isWritable() {
      // Several probes of readiness at once are one write.
      probing ??= probe().finally(() => {
        probing = undefined;
      });
      return probing;
    },
  };
}

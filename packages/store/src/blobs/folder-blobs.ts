import { mkdir, readdir, readFile, rename, rm, stat, unlink, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from '@quire/domain';
import { blobAddress } from './blob-address.ts';
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
  const place = (name: string): string => join(folder, blobAddress(name));
  return {
    async put(stream, maxBytes, check, nameFor) {
      const partial = await onDisk(incoming.next());
      try {
        const blob = await receiveStream(stream, partial, maxBytes);
        check?.(blob);
        const name = (await nameFor?.(blob.sha256)) ?? blob.sha256;
        await onDisk(mkdir(dirname(place(name)), { recursive: true }));
        // The same bytes under the same name: a second upload replaces the file with its equal.
        await onDisk(rename(partial, place(name)));
        await onDisk(syncFolder(dirname(place(name))));
        return name === blob.sha256 ? blob : { ...blob, storedAs: name };
      } catch (error) {
        // A store that cannot be written may refuse this too, which is not what went wrong.
        await rm(partial, { force: true }).catch(() => undefined);
        throw error;
      }
    },
    async localPath(name) {
      const path = place(name);
      await stat(path).catch((cause: unknown) => {
        throw new Failure('source_missing', { detail: `sha256 ${name}`, cause });
      });
      return path;
    },
    async *list(beginning) {
      // Folders lie one deep; of those that cannot hold such an address none is opened.
      for (const entry of (await namesIn(folder)) ?? []) {
        const isPossible = entry.startsWith(beginning) || beginning.startsWith(`${entry}/`);
        if (!isPossible || entry === 'incoming') continue;
        const inside = await namesIn(join(folder, entry));
        const addresses = inside === null ? [entry] : inside.map((name) => `${entry}/${name}`);
        yield* addresses.filter((address) => address.startsWith(beginning));
      }
    },
    async remove(address) {
      try {
        await unlink(join(folder, address));
        return true;
      } catch (cause) {
        if (isSystemError(cause, 'ENOENT')) return false;
        throw new Failure('blobs_unavailable', { cause });
      }
    },
    forgetCopies: () => Promise.resolve(),
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

/** What lies in a folder; null for a file, or where there is no such folder. */
async function namesIn(path: string): Promise<string[] | null> {
  return readdir(path).catch((cause: unknown) => {
    if (isSystemError(cause, 'ENOTDIR') || isSystemError(cause, 'ENOENT')) return null;
    throw new Failure('blobs_unreachable', { cause });
  });
}

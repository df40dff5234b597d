import { randomUUID } from 'node:crypto';
import type { Blobs } from '@quire/store';
import type { ApiPorts } from '../api-ports.ts';

/** An upload while it comes in, until it is a document. */
export interface OpenUpload {
  /** Its name among the users of blobs. */
  readonly user: string;
  /** Keeps files with the upload on record as their user, before they are. */
  readonly blobs: Pick<Blobs, 'put'>;
  /** What was kept is its document's by now, or nobody's. Never throws. */
  end(): Promise<void>;
}

/** Begins an upload: what it keeps is safe until it ends, and should nobody live to end it, for a day. */
export function beginUpload({
  blobs,
  blobUsers,
  log,
}: Pick<ApiPorts, 'blobs' | 'blobUsers' | 'log'>): OpenUpload {
  const user = `upload-${randomUUID()}`;
  const names = new Set<string>();
  const nameFor = async (sha256: string): Promise<string> => {
    const name = await blobUsers.nameFor(sha256, user, Date.now());
    names.add(name);
    return name;
  };
  return {
    user,
    blobs: {
      put: (stream, maxBytes, check) => blobs.put(stream, maxBytes, check, nameFor),
    },
    async end() {
      await blobUsers.release([...names], user, Date.now()).catch((error: unknown) => {
        log.warn({ err: error }, 'an upload was not ended; what nobody uses of it goes in a day');
      });
    },
  };
}

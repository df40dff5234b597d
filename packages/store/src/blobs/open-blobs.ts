import type { Blobs } from './blobs.ts';
import { openFolderBlobs } from './folder-blobs.ts';
import { openOriginals } from './originals.ts';
import { openS3Blobs } from './s3-blobs.ts';

/** Where copies of originals lie on this machine, where the store itself is elsewhere. */
export interface OriginalsSpace {
  /** Folder that all processes of this machine share. */
  readonly folder: string;
  readonly mostBytes: number;
}

/**
 * @param location `file:///folder`, `file:./folder` (from the working directory) or
 * `s3://bucket/prefix?endpoint=…&region=…`, as configuration has checked it
 * @param space needed by stores that are elsewhere; a folder is read where it is
 */
export function openBlobs(location: string, space?: OriginalsSpace): Blobs {
  if (location.startsWith('file:')) return openFolderBlobs(location);
  if (space === undefined) throw new TypeError(`${location} needs space for copies`);
  return openS3Blobs(location, (fetch) => openOriginals({ ...space, fetch }));
}

import type { DocumentOptions, Source } from '@quire/domain';
import type { Blobs } from '@quire/store';
import type { ApiPorts } from '../api-ports.ts';

/** What a client sent: files that are stored by now, and what is to be done with them. */
export interface Upload {
  readonly sources: readonly Source[];
  readonly options: DocumentOptions;
}

export type UploadPorts = Pick<ApiPorts, 'agent' | 'guard' | 'config' | 'options'> & {
  readonly blobs: Pick<Blobs, 'put'>;
};

import type { DocumentOptions, Source } from '@quire/domain';
import type { Blobs } from '@quire/store';
import type { ApiPorts } from '../api-ports.ts';

/** What a client sent: files that are stored by now, and what is to be done with them. */
export interface Upload {
  readonly sources: readonly Source[];
  readonly options: DocumentOptions;
  /** JSON pointer to where the options stood in the request: beside the source, or by themselves. */
  readonly optionsAt: '' | '/options';
}

export type UploadPorts = Pick<ApiPorts, 'agent' | 'guard' | 'config' | 'options'> & {
  readonly blobs: Pick<Blobs, 'put'>;
};

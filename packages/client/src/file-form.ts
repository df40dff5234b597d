import { openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { DocumentOptions } from '@quire/domain';
import type { DocumentFiles } from './document-source.ts';
import { QuireError } from './quire-error.ts';

/**
 * Files and options as a form. Paths are opened, not read: their bytes are streamed when it is sent,
 * so that memory stays small whatever their size, and the form can be sent again.
 * @throws QuireError `file_unreadable`
 */
export async function fileForm(files: DocumentFiles, options: DocumentOptions): Promise<FormData> {
  const form = new FormData();
  // Options first: a server need not store 500 MB to learn that they are wrong.
  form.append('options', JSON.stringify(options));
  for (const file of typeof files === 'string' || files instanceof Blob ? [files] : files) {
    if (typeof file === 'string') form.append('file', await openFile(file), basename(file));
    else form.append('file', file);
  }
  return form;
}

async function openFile(path: string): Promise<Blob> {
  try {
    const found = await stat(path);
    // A pipe has no size and cannot be sent twice.
    if (!found.isFile()) {
      throw new QuireError('file_unreadable', `${path} is not a file: send files themselves.`);
    }
    return await openAsBlob(path);
  } catch (error) {
    if (error instanceof QuireError) throw error;
    const detail = `${path} cannot be opened: check that it is there and may be read.`;
    throw new QuireError('file_unreadable', detail, { cause: error });
  }
}

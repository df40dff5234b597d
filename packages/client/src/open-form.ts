import { openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { DocumentOptions } from '@quire/domain';
import type { DocumentFiles } from './document-source.ts';
import { type Form, writeForm } from './write-form.ts';
import { QuireError } from './quire-error.ts';

/**
 * Files and options as a form. Paths are opened, not read: their bytes are read as they are sent, so
 * that memory stays small whatever their size, and the form can be sent again.
 * @throws QuireError `file_unreadable`
 */
export async function openForm(files: DocumentFiles, options: DocumentOptions): Promise<Form> {
  const parts = [];
  for (const file of typeof files === 'string' || files instanceof Blob ? [files] : files) {
    if (typeof file === 'string') {
      parts.push({ filename: basename(file), blob: await openFile(file) });
    } else {
      parts.push({ filename: file instanceof File ? file.name : 'file', blob: file });
    }
  }
  return writeForm(JSON.stringify(options), parts);
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

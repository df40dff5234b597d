import type { Readable } from 'node:stream';
import { Busboy } from '@fastify/busboy';
import { Failure, type Source } from '@quire/domain';
import type { Request } from 'express';
import { InvalidRequest } from '../problem.ts';
import { bodyOf } from './body-of.ts';
import { parseOptions, TWICE } from './parse-options.ts';
import { readText } from './read-text.ts';
import { shareBudget } from './share-budget.ts';
import type { Upload, UploadPorts } from './upload.ts';
import { storeSource } from './store-source.ts';

/** More parts than the largest document has pages are no document. */
const LIMITS = {
  files: 10_000,
  fields: 20,
  fieldSize: 256 * 1024,
  fieldNameSize: 100,
  headerPairs: 100,
};

/**
 * Takes a form: `file`, once or several times, and `options`. Each file is stored while it comes in.
 * @throws Failure for what is wrong with it; what was stored before has no document and is harmless
 */
export async function receiveMultipart(
  request: Request,
  { blobs, options: door }: Pick<UploadPorts, 'blobs' | 'options'>,
  maxBytes: number,
): Promise<Upload> {
  const stored: Promise<Source>[] = [];
  const parts: Readable[] = [];
  const options: Promise<string>[] = [];
  await new Promise<void>((resolve, reject) => {
    const form = openForm(request);
    const budget = shareBudget(maxBytes);
    form.on('file', (field, file, filename) => {
      parts.push(file);
      // A form that breaks off says so on the part too, and an error nobody hears ends the process.
      file.on('error', (error) => file.destroy(error));
      if (field === 'options') {
        // With a type of its own, as generated clients send JSON, it comes as a file.
        const read = readText(file, LIMITS.fieldSize, () => tooLong(field));
        read.catch(reject);
        options.push(read);
        return;
      }
      if (field !== 'file') {
        reject(
          new InvalidRequest([{ pointer: `/${field}`, detail: 'is no field: files are `file`' }]),
        );
        return;
      }
      const source = storeSource(budget(bodyOf(file)), fileName(filename), blobs, maxBytes);
      // Reported at once: the form itself would wait for ever for a part that nobody reads.
      source.catch(reject);
      stored.push(source);
    });
    form.on('field', (field, value, _nameTruncated, valueTruncated) => {
      if (field !== 'options' || valueTruncated) {
        const detail = 'is no field: send `file` and `options`';
        const unknown = new InvalidRequest([{ pointer: `/${field}`, detail }]);
        reject(valueTruncated ? tooLong(field) : unknown);
      }
      options.push(Promise.resolve(value));
    });
    form.on('filesLimit', () => reject(tooMany('files')));
    form.on('fieldsLimit', () => reject(tooMany('fields')));
    form.on('error', (error) => reject(new Failure('upload_interrupted', { cause: error })));
    form.on('finish', resolve);
    request.on('aborted', () => reject(new Failure('upload_interrupted')));
    request.pipe(form);
  }).finally(() => {
    request.unpipe();
    // What is still being stored would wait for ever for the rest, with its half of a file.
    for (const part of parts) {
      if (!part.readableEnded) part.destroy(new Failure('upload_interrupted'));
    }
  });
  const [text, ...others] = await Promise.all(options);
  const sources = await Promise.all(stored);
  if (sources.length === 0) throw new Failure('empty_upload');
  if (others.length > 0) throw new InvalidRequest([TWICE]);
  return { sources, options: parseOptions(text, door), optionsAt: '/options' };
}

/** Browsers write these three signs of a name as escapes (HTML, "multipart form data"). */
function fileName(filename: string | undefined): string | null {
  if (!filename) return null;
  return filename.replaceAll(/%22|%0D|%0A/gi, (escape) => decodeURIComponent(escape));
}

function openForm(request: Request): InstanceType<typeof Busboy> {
  const type = request.get('content-type') ?? '';
  try {
    return new Busboy({ headers: { 'content-type': type }, limits: LIMITS });
  } catch {
    throw new InvalidRequest([
      { pointer: '', detail: 'is a form, and its type names no boundary' },
    ]);
  }
}

function tooLong(field: string): InvalidRequest {
  return new InvalidRequest([{ pointer: `/${field}`, detail: 'is too long' }]);
}

function tooMany(what: string): InvalidRequest {
  return new InvalidRequest([{ pointer: '', detail: `has too many ${what}` }]);
}

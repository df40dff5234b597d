import { Failure } from '@quire/domain';
import type { Request } from 'express';
import { InvalidRequest } from '../problem.ts';
import { bodyOf } from './body-of.ts';
import { parseOptions } from './parse-options.ts';
import { receiveJson } from './receive-json.ts';
import { receiveMultipart } from './receive-multipart.ts';
import { storeSource } from './store-source.ts';
import type { Upload, UploadPorts } from './upload.ts';

/**
 * Takes a document's files and options in whichever of the three forms they come.
 * @throws Failure for anything that is not one of them, or too large, or cut short
 */
export async function receiveUpload(request: Request, ports: UploadPorts): Promise<Upload> {
  const maxBytes = ports.config.QUIRE_MAX_UPLOAD_MB * 1024 * 1024;
  const encoding = request.get('content-encoding') ?? 'identity';
  if (encoding !== 'identity') {
    throw new Failure('unsupported_media_type', { detail: `content-encoding ${encoding}` });
  }
  // Known beforehand to be too large: refused before the first byte is stored.
  if (Number(request.get('content-length') ?? 0) > maxBytes + 1024 * 1024) {
    throw new Failure('upload_too_large', { detail: `more than ${maxBytes} bytes` });
  }
  const type = request.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';
  const { options: optionsText, ...unheard } = request.query;
  if (type === 'multipart/form-data' || type === 'application/json') {
    refuseParameters(request.query, 'is not heard in the query: send the options with the files');
    return type === 'application/json'
      ? receiveJson(request, ports, maxBytes)
      : receiveMultipart(request, ports, maxBytes);
  }
  if (
    type === 'application/pdf' ||
    type === 'application/octet-stream' ||
    type.startsWith('image/')
  ) {
    refuseParameters(unheard, 'is no parameter: options go as JSON into the query’s `options`');
    const options = parseOptions(optionsText, ports.options);
    const source = await storeSource(bodyOf(request), null, ports.blobs, maxBytes);
    return { options, optionsAt: '/options', sources: [source] };
  }
  throw new Failure('unsupported_media_type', {
    detail: `content-type ${type || 'missing'}: send multipart/form-data, JSON, a PDF or an image`,
  });
}

/** An option that stands where nobody looks would be paid for without being heard. */
function refuseParameters(query: Request['query'], detail: string): void {
  const mistakes = Object.keys(query).map((name) => ({ pointer: `/${name}`, detail }));
  if (mistakes.length > 0) throw new InvalidRequest(mistakes);
}

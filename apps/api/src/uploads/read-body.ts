import { Failure } from '@quire/domain';
import type { Request } from 'express';
import { readText } from './read-text.ts';

/** A request's body as text. @throws Failure `upload_too_large` */
export async function readBody(request: Request, maxBytes: number): Promise<string> {
  const detail = `JSON of more than ${maxBytes} bytes: send the file as a form or a raw body`;
  return readText(request, maxBytes, () => new Failure('upload_too_large', { detail }));
}

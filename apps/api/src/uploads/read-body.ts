import { Failure } from '@quire/domain';
import type { Request } from 'express';
import { bodyOf } from './body-of.ts';

/** A request's body as text. @throws Failure `upload_too_large` */
export async function readBody(request: Request, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of bodyOf(request)) {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      throw new Failure('upload_too_large', {
        detail: `JSON of more than ${maxBytes} bytes: send the file as a form or a raw body`,
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

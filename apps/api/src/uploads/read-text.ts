import type { Readable } from 'node:stream';
import type { Failure } from '@quire/domain';
import { bodyOf } from './body-of.ts';

/**
 * All of a stream as text.
 * @param tooLong thrown for more than `maxBytes`, as soon as they are passed
 */
export async function readText(
  stream: Readable,
  maxBytes: number,
  tooLong: () => Failure,
): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of bodyOf(stream)) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw tooLong();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

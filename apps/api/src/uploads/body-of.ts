import type { Readable } from 'node:stream';
import { Failure } from '@quire/domain';

/** The body as it comes. A client that goes away in the middle is a failure with a name. */
export async function* bodyOf(stream: Readable): AsyncIterable<Uint8Array> {
  try {
    for await (const chunk of stream as AsyncIterable<Uint8Array>) yield chunk;
  } catch (error) {
    throw new Failure('upload_interrupted', { cause: error });
  }
}

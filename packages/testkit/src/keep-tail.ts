import type { Readable } from 'node:stream';

/** Collects a stream's text, the newest `mostChars` of it, so that a chatty child costs no memory. */
export function keepTail(stream: Readable, mostChars: number): () => string {
  let text = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    text += chunk;
    // Cut only at twice the measure, or every chunk would copy the whole text.
    if (text.length > 2 * mostChars) text = text.slice(-mostChars);
  });
  return () => text.slice(-mostChars);
}

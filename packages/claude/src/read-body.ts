import { Readable } from 'node:stream';

/** An answer of 128,000 tokens is below 1 MB; what is longer than this is none. */
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

/**
 * Reads a body to its end, or until the signal says to let go.
 * @throws RangeError when it is too long, the signal's reason, or what broke the connection
 */
export async function readBody(
  { body }: { readonly body: unknown },
  signal: AbortSignal,
): Promise<string> {
  if (!(body instanceof Readable)) throw new TypeError('the body is no stream of ours');
  const { promise: read, resolve, reject } = Promise.withResolvers<string>();
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  body.on('data', (piece: Uint8Array) => {
    bytes += piece.length;
    if (bytes > MAX_ANSWER_BYTES) body.destroy(new RangeError('the answer is too long'));
    else pieces.push(piece);
  });
  body.on('end', () => resolve(Buffer.concat(pieces).toString('utf8')));
  body.on('error', reject);
  // After its end this changes nothing; without one, the body was let go of.
  body.on('close', () => reject(new Error('the body broke off')));
  const letGo = (): void => void body.destroy();
  if (signal.aborted) letGo();
  signal.addEventListener('abort', letGo, { once: true });
  try {
    const text = await read;
    signal.throwIfAborted();
    return text;
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', letGo);
  }
}

/** An answer of 128,000 tokens is below 1 MB; what is longer than this is none. */
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

/**
 * Reads a body to its end, or until the signal says to let go: fetch's own signal covers only headers.
 * @throws RangeError when it is too long, the signal's reason, or what broke the connection
 */
export async function readBody(response: Response, signal: AbortSignal): Promise<string> {
  if (response.body === null) return '';
  const reader: ReadableStreamDefaultReader<Uint8Array> = response.body.getReader();
  const letGo = (): void => {
    reader.cancel(signal.reason).catch(() => undefined);
  };
  signal.addEventListener('abort', letGo, { once: true });
  try {
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      bytes += piece.value.length;
      if (bytes > MAX_ANSWER_BYTES) throw new RangeError('the answer is too long');
      chunks.push(piece.value);
    }
    signal.throwIfAborted();
    return Buffer.concat(chunks).toString('utf8');
  } finally {
    signal.removeEventListener('abort', letGo);
    reader.cancel().catch(() => undefined);
  }
}

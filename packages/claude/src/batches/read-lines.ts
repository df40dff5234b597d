/** As for a body that comes alone: what is longer is no answer. */
const MAX_LINE_BYTES = 8 * 1024 * 1024;
const NEW_LINE = 10;

/**
 * A stream of bytes as its lines, none of them empty; at most one of them stands in memory.
 * @returns null in the place of one that is too long
 * @throws what broke the stream off
 */
export async function* readLines(
  stream: AsyncIterable<Uint8Array>,
): AsyncGenerator<string | null, void> {
  let pieces: Uint8Array[] = [];
  let bytes = 0;
  const take = (): string | null => {
    const line = bytes > MAX_LINE_BYTES ? null : Buffer.concat(pieces).toString('utf8');
    pieces = [];
    bytes = 0;
    return line;
  };
  const add = (piece: Uint8Array): void => {
    bytes += piece.length;
    if (bytes <= MAX_LINE_BYTES) pieces.push(piece);
    else pieces = [];
  };
  for await (const chunk of stream) {
    let from = 0;
    for (let at = chunk.indexOf(NEW_LINE); at >= 0; at = chunk.indexOf(NEW_LINE, from)) {
      add(chunk.subarray(from, at));
      from = at + 1;
      const line = take();
      if (line !== '') yield line;
    }
    add(chunk.subarray(from));
  }
  const last = take();
  if (last !== '') yield last;
}

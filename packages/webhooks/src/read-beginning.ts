/** Read before a body is let go of: one that ends within it leaves its connection to the next request. */
const MOST_BYTES = 65_536;

/**
 * How a body begins, as far as it comes: one that breaks off or trickles on was worth
 * no more. Control signs and spaces become single spaces.
 * @param signs the most that is returned
 */
export async function readBeginning(
  body: AsyncIterable<Uint8Array>,
  signs: number,
): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  try {
    for await (const chunk of body) {
      if (text.length < signs) text += decoder.decode(chunk, { stream: true });
      bytes += chunk.byteLength;
      if (bytes >= MOST_BYTES) break;
    }
  } catch {
    // Cut by the deadline or by the receiver.
  }
  return text
    .slice(0, signs)
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
}

/** Character error of a reading, as a share of the text: edits by Levenshtein, spacing and case apart. */
export function characterErrors(read: string, text: string): number {
  const [from, to] = [normalized(read), normalized(text)];
  let above = Uint32Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let row = 1; row <= from.length; row += 1) {
    const current = new Uint32Array(to.length + 1);
    current[0] = row;
    for (let at = 1; at <= to.length; at += 1) {
      const substituted = (above[at - 1] ?? 0) + (from[row - 1] === to[at - 1] ? 0 : 1);
      current[at] = Math.min(substituted, (above[at] ?? 0) + 1, (current[at - 1] ?? 0) + 1);
    }
    above = current;
  }
  return (above[to.length] ?? 0) / Math.max(1, to.length);
}

function normalized(text: string): string {
  return text.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, ' ').trim();
}

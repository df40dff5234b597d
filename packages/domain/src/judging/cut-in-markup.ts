/**
 * Whether an answer stops inside what it opened: a block that is not closed, or a last table row
 * without its end where the rows before it have theirs. Nobody writes so who has finished.
 */
export function isCutInMarkup(text: string): boolean {
  const lines = text.trimEnd().split('\n');
  const fences = lines.filter((line) => /^\s*(?:```|~~~)/.test(line)).length;
  if (fences % 2 === 1) return true;
  if ((text.match(/\$\$/g)?.length ?? 0) % 2 === 1) return true;
  if ((text.match(/<table\b/gi)?.length ?? 0) > (text.match(/<\/table>/gi)?.length ?? 0))
    return true;
  const [before = '', last = ''] = lines.slice(-2).map((line) => line.trim());
  return isRow(before) && before.endsWith('|') && isRow(last) && !last.endsWith('|');
}

function isRow(line: string): boolean {
  return line.length > 1 && line.startsWith('|');
}

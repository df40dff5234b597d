import type { RowCell } from './row-cells.ts';

interface Column {
  readonly from: number;
  readonly to: number;
}

/**
 * A table in Markdown, its cells put under each other by where they stand on the page: a row whose
 * cells are partly empty keeps the others in their columns.
 * @param rows each of one line of cells or several; the first is the head
 */
export function writeTable(rows: readonly (readonly (readonly RowCell[])[])[]): string {
  const columns = columnsOf(rows.flat());
  const written = rows.map((lines) => {
    const texts = columns.map(() => '');
    for (const cell of lines.flat()) {
      const at = columnOf(cell, columns);
      texts[at] = [texts[at], cellText(cell)].filter(Boolean).join(' ');
    }
    return `| ${texts.join(' | ')} |`;
  });
  const rule = `| ${columns.map(() => '---').join(' | ')} |`;
  return [written[0] ?? '', rule, ...written.slice(1)].join('\n');
}

/**
 * The row with the most cells has them all; of several the one that is spread widest. Each column then
 * takes in what overlaps it alone, so that numbers longer than that row's still find it.
 */
function columnsOf(lines: readonly (readonly RowCell[])[]): Column[] {
  const most = Math.max(...lines.map(({ length }) => length));
  const spans = lines
    .filter(({ length }) => length === most)
    .map((cells) => cells.map(({ x, width }) => ({ from: x, to: x + width })));
  const [first = []] = spans;
  return first.map((_, at) => ({
    from: Math.min(...spans.map((columns) => columns[at]?.from ?? Number.POSITIVE_INFINITY)),
    to: Math.max(...spans.map((columns) => columns[at]?.to ?? Number.NEGATIVE_INFINITY)),
  }));
}

/** The column that a cell overlaps most; where it overlaps none, the nearest. */
function columnOf({ x, width }: RowCell, columns: readonly Column[]): number {
  const apart = columns.map(({ from, to }) => {
    const overlap = Math.min(to, x + width) - Math.max(from, x);
    return overlap > 0 ? -overlap : Math.max(from - (x + width), x - to, 0);
  });
  return apart.indexOf(Math.min(...apart));
}

/** A bar would part the cell; the dots that lead to the next column are no text. */
function cellText({ text }: RowCell): string {
  return text.replace(/(?:\s?[.·…]){4,}$/, '').replaceAll('|', String.raw`\|`);
}

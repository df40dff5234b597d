import type { Face, Sheet } from './new-sheet.ts';

export interface Column {
  readonly title: string;
  readonly width: number;
  readonly align?: 'left' | 'right';
}

export interface TableStyle {
  readonly x: number;
  readonly y: number;
  readonly rowPt?: number;
  readonly sizePt?: number;
  readonly face?: Face;
  readonly headFace?: Face;
  readonly headFill?: string;
  readonly headInk?: string;
  readonly rule?: string;
}

/** Draws a ruled table, its top at `y`, and answers where it ends. All measures are points. */
export function drawTable(
  sheet: Sheet,
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  style: TableStyle,
): number {
  const { x, rowPt = 20, sizePt = 10.5, face = 'sans', headFace = 'bold' } = style;
  const { headFill = '#e8ecf1', headInk = '#1d2733', rule = '#b4bdc9' } = style;
  const width = columns.reduce((sum, column) => sum + column.width, 0);
  let y = style.y;
  sheet.box({ x, y, width, height: rowPt, fill: headFill });
  const titles = columns.map((column) => column.title);
  for (const [rowNumber, cells] of [titles, ...rows].entries()) {
    const isHead = rowNumber === 0;
    let left = x;
    for (const [columnNumber, column] of columns.entries()) {
      const isRight = column.align === 'right';
      sheet.text(cells[columnNumber] ?? '', isRight ? left + column.width - 6 : left + 6, y + rowPt * 0.68, {
        face: isHead ? headFace : face,
        sizePt,
        color: isHead ? headInk : '#000000',
        align: isRight ? 'right' : 'left',
      });
      left += column.width;
    }
    y += rowPt;
    sheet.line(x, y, x + width, y, 0.6, rule);
  }
  return y;
}

/** How a document is asked as a whole: all its pages in one request, or by merging their answers. */
export const wholeWays = ['one', 'merge'] as const;
export type WholeWay = (typeof wholeWays)[number];

/** How far a document has come, and whether it is asked as a whole. */
interface Progress {
  readonly whole: WholeWay | null;
  readonly totalPages: number;
  readonly goodPages: number;
  readonly failedPages: number;
}

/** Whether the call about the whole is due: in one request from the first, to merge after the pages. */
export function isDueAsWhole({ whole, totalPages, goodPages, failedPages }: Progress): boolean {
  return whole === 'one' || (whole === 'merge' && goodPages + failedPages === totalPages);
}

import type { SheetPage, SheetPicture } from './sheet-page.ts';

const BYTES_PER_KB = 1024;

/** A page as one line, its number first. */
export function describePage({ page, picture, failure }: SheetPage): string {
  if (picture === null) {
    return `page ${page}  ${failure?.code ?? 'internal_error'}: ${failure?.sentence ?? ''}`;
  }
  return [`page ${page}`, ...facts(picture)].join('  ');
}

/** `1214 × 1718 px`, tokens, dots an inch, turn, bytes and the reason. */
export function facts({ width, height, tokens, dpi, turn, bytes, reason }: SheetPicture): string[] {
  return [
    `${width} × ${height} px`,
    `${tokens} ${tokens === 1 ? 'token' : 'tokens'}`,
    dpi === null ? 'no dpi' : `${dpi} dpi`,
    turn === 0 ? 'not turned' : `turned ${turn}°`,
    kilobytes(bytes),
    reason,
  ];
}

export function kilobytes(bytes: number): string {
  return `${Math.ceil(bytes / BYTES_PER_KB)} kB`;
}

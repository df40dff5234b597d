import type { SheetPage, SheetPart, SheetPicture } from './sheet-page.ts';

const BYTES_PER_KB = 1024;

/** A page as one line, its number first. */
export function describePage({ page, picture, failure }: SheetPage): string {
  if (picture === null) {
    return `page ${page}  ${failure?.code ?? 'internal_error'}: ${failure?.sentence ?? ''}`;
  }
  return [`page ${page}`, ...facts(picture)].join('  ');
}

/** `1214 × 1718 px`, of parts how many there are too, tokens, dots an inch, turn, bytes and the reason. */
export function facts({ parts, tokens, dpi, turn, bytes, reason }: SheetPicture): string[] {
  return [
    ...(parts.length > 1 ? [`${parts.length} parts`] : []),
    sizes(parts),
    `${tokens} ${tokens === 1 ? 'token' : 'tokens'}`,
    dpi === null ? 'no dpi' : `${dpi} dpi`,
    turn === 0 ? 'not turned' : `turned ${turn}°`,
    kilobytes(bytes),
    reason,
  ];
}

/** Parts are mostly of one size: it is said once. */
function sizes(parts: SheetPicture['parts']): string {
  return [...new Set(parts.map(sizeOf))].join(', ');
}

/** `1214 × 1718 px` */
export function sizeOf({ width, height }: Omit<SheetPart, 'thumbnail'>): string {
  return `${width} × ${height} px`;
}

export function kilobytes(bytes: number): string {
  return `${Math.ceil(bytes / BYTES_PER_KB)} kB`;
}

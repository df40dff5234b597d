import type { GrayRaster } from '../gray-raster.ts';
import { pageMarks } from './page-marks.ts';

export interface Blankness {
  readonly blank: boolean;
  /** Share of the page that is ink somebody put there, 0 to 1. */
  readonly ink: number;
  /** For a log: why. */
  readonly reason: string;
}

/** Whether a page has nothing to read on it. A wrong yes would lose a page, so in doubt it is no. */
export function isBlank(raster: GrayRaster): Blankness {
  const { map, content, dirt, showsThrough } = pageMarks(raster);
  if (map.isDark) return { blank: false, ink: 1, reason: 'the sheet is dark' };
  const pixels = content.reduce((sum, { area }) => sum + area, 0);
  const ink = pixels / (map.width * map.height);
  if (content.length > 0) return { blank: false, ink, reason: `${content.length} marks` };
  if (map.light.length > 0) return { blank: false, ink, reason: 'print lighter than its ground' };
  const [first] = dirt;
  if (first === undefined) return { blank: true, ink, reason: 'clean' };
  const reason = showsThrough
    ? 'only the other side shows through'
    : 'only specks, holes or shadows';
  return { blank: true, ink, reason };
}

import type { GrayRaster } from '../gray-raster.ts';
import { onceFor } from './once-for.ts';
import { pageMarks } from './page-marks.ts';

/**
 * A dark sheet as its negative: a slide or a screen with light letters, a film that was printed as it is. All that
 * looks at letters looks for dark ones. Any other raster as it is.
 */
export const darkOnLight: (raster: GrayRaster) => GrayRaster = onceFor((raster: GrayRaster) =>
  pageMarks(raster).map.isDark ? negative(raster) : raster,
);

function negative({ data, width, height }: GrayRaster): GrayRaster {
  return { data: data.map((grey) => 255 - grey), width, height };
}

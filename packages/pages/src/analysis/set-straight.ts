import type { GrayRaster } from '../gray-raster.ts';

export interface Straightening {
  /** Degrees clockwise by which to turn the raster. */
  readonly turn: 0 | 90 | 180 | 270;
  /** Degrees clockwise by which its lines lie crooked before the turn; they are turned back. */
  readonly skew: number;
  /** Pixels of the result for one of the raster. */
  readonly scale: number;
}

/** A turned, straightened, enlarged copy; what comes in from outside is white. */
export function setStraight(
  { data, width, height }: GrayRaster,
  { turn, skew, scale }: Straightening,
): GrayRaster {
  const isSideways = turn === 90 || turn === 270;
  const wide = Math.round((isSideways ? height : width) * scale);
  const high = Math.round((isSideways ? width : height) * scale);
  const angle = ((turn - skew) * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle) / scale, Math.sin(angle) / scale];
  const result = new Uint8Array(wide * high).fill(255);
  for (let y = 0; y < high; y++) {
    const dy = y + 0.5 - high / 2;
    for (let x = 0; x < wide; x++) {
      const dx = x + 0.5 - wide / 2;
      const fromX = dx * cos + dy * sin + width / 2 - 0.5;
      const fromY = dy * cos - dx * sin + height / 2 - 0.5;
      if (fromX < -1 || fromY < -1 || fromX >= width || fromY >= height) continue;
      // Whole parts by shifting down: both are above -1 here, and this is the inner loop.
      const left = ((fromX + 1) | 0) - 1;
      const top = ((fromY + 1) | 0) - 1;
      const a = left < 0 ? 0 : left;
      const b = left + 1 < width ? left + 1 : left;
      const upper = (top < 0 ? 0 : top) * width;
      const lower = (top + 1 < height ? top + 1 : top) * width;
      const u = fromX - left;
      const v = fromY - top;
      const above = (data[upper + a] ?? 255) * (1 - u) + (data[upper + b] ?? 255) * u;
      const below = (data[lower + a] ?? 255) * (1 - u) + (data[lower + b] ?? 255) * u;
      result[y * wide + x] = above + (below - above) * v + 0.5;
    }
  }
  return { data: result, width: wide, height: high };
}

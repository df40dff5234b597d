import type { Raster } from './draw-page.ts';

/** Whether every pixel is white. */
export function isBlank({ rgba }: Raster): boolean {
  const words = new Uint32Array(rgba.buffer, rgba.byteOffset, rgba.byteLength / 4);
  return words.every((pixel) => pixel === 0xffffffff);
}

/** A small picture of a page for looking at it: one byte a pixel, 0 black to 255 white, row by row. */
export interface GrayRaster {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

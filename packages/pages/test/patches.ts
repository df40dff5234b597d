/** A colour, or a grey, or inks, 0 to 255 each. */
type Sample = readonly number[];

/** All pictures are eight patches, four in each of two rows, of 16 pixels in the square. */
export const SIZE = { width: 64, height: 32 } as const;
const PATCH = 16;

export const colours: readonly Sample[] = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
  [255, 255, 255],
  [0, 0, 0],
  [255, 255, 0],
  [0, 255, 255],
  [128, 128, 128],
];
export const greys = [0, 60, 120, 180, 255, 200, 90, 30].map((grey) => [grey]);
/** 1 is white. */
export const bits = [0, 1, 0, 0, 1, 1, 0, 1].map((bit) => [bit]);
/** Cyan, magenta, yellow and black. */
export const inks: readonly Sample[] = [
  [0, 255, 255, 0],
  [255, 0, 255, 0],
  [255, 255, 0, 0],
  [0, 0, 0, 0],
  [0, 0, 0, 255],
  [0, 0, 255, 0],
  [255, 0, 0, 0],
  [0, 0, 0, 128],
];
/** 0 where the paper is seen in the place of the picture. */
export const veils = [255, 255, 255, 255, 255, 0, 255, 0].map((veil) => [veil]);

/** Its pixels, row by row, a byte a sample. */
export function pixelsOf(patches: readonly Sample[]): Buffer {
  const row = (y: number): number[] =>
    Array.from({ length: SIZE.width }, (_, x) => patchOf(patches, x, y)).flat();
  return Buffer.from(Array.from({ length: SIZE.height }, (_, y) => row(y)).flat());
}

/** Its pixels in fewer bits: samples are as large as these hold. */
export function packedPixels(patches: readonly Sample[], bitsEach: 1 | 2 | 4): Buffer {
  const samples = pixelsOf(patches);
  const perByte = 8 / bitsEach;
  const bytes = Array.from({ length: samples.length / perByte }, (_, at) =>
    samples
      .subarray(at * perByte, (at + 1) * perByte)
      .reduce((byte, sample) => (byte << bitsEach) | sample, 0),
  );
  return Buffer.from(bytes);
}

/** Where the middle of each patch lies on a picture that shows them all. */
export function middles(width: number, height: number): { x: number; y: number }[] {
  return colours.map((_, at) => ({
    x: Math.floor((((at % 4) + 0.5) * width) / 4),
    y: Math.floor(((Math.floor(at / 4) + 0.5) * height) / 2),
  }));
}

export function patchOf(patches: readonly Sample[], x: number, y: number): Sample {
  return patches[Math.floor(y / PATCH) * 4 + Math.floor(x / PATCH)] ?? [];
}

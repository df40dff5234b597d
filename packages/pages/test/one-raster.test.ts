import { describe, expect, test } from '@jest/globals';
import type { Drawable, Pixels } from '../src/renderer/drawable.ts';
import { withOneRaster } from '../src/renderer/from-one-raster.ts';
import { WHOLE } from '../src/choose-size.ts';

const page: Drawable = {
  size: { width: 40, height: 30 },
  unit: 'px',
  rotation: 0,
  layer: null,
  draw: () => Promise.reject(new Error('painted')),
  cut: () => ({ unfit: 'none' }),
};

/** Of one colour, in memory of its own. */
function raster(red: number, green: number, blue: number): Pixels {
  const data = Buffer.from(new ArrayBuffer(40 * 30 * 3));
  for (let at = 0; at < data.length; at += 3) data.set([red, green, blue], at);
  return { data, width: 40, height: 30, channels: 3 };
}

describe('a page that is one picture', () => {
  test('is decoded once, drawn from that at any size, and its memory given back', async () => {
    const decoded = raster(200, 20, 20);
    let times = 0;
    const read = (): Promise<Pixels> => {
      times += 1;
      return Promise.resolve(decoded);
    };
    const drawn = await withOneRaster(page, read, async (drawable) => {
      expect(decoded.data.length).toBe(3600);
      const large = await drawable.draw(WHOLE, { width: 20, height: 15 });
      return [large, await drawable.draw(WHOLE, { width: 4, height: 3 })];
    });
    expect(times).toBe(1);
    expect(decoded.data.length).toBe(0);
    expect(drawn.map(({ width, height }) => [width, height])).toEqual([
      [20, 15],
      [4, 3],
    ]);
    for (const { data } of drawn) expect([...data.subarray(0, 3)]).toEqual([200, 20, 20]);
  });

  test('gives back the colours it does not have, and all where drawing fails', async () => {
    const decoded = raster(90, 90, 90);
    const drawing = withOneRaster(
      page,
      () => Promise.resolve(decoded),
      async (drawable) => {
        const { channels } = await drawable.draw(WHOLE, { width: 20, height: 15 });
        expect(channels).toBe(1);
        expect(decoded.data.length).toBe(0);
        throw new Error('no room');
      },
    );
    await expect(drawing).rejects.toThrow('no room');
  });

  test('leaves memory alone that others use as well', async () => {
    const shared = Buffer.from(new ArrayBuffer(8_000));
    const data = shared.subarray(0, 3_600);
    const read = (): Promise<Pixels> =>
      Promise.resolve({ data, width: 40, height: 30, channels: 3 });
    await withOneRaster(page, read, (drawable) => drawable.draw(WHOLE, { width: 20, height: 15 }));
    expect(shared.length).toBe(8_000);
  });

  test('is painted where it cannot be decoded', async () => {
    const drawing = withOneRaster(
      page,
      () => Promise.reject(new Error('cut short')),
      (drawable) => drawable.draw(WHOLE, { width: 20, height: 15 }),
    );
    await expect(drawing).rejects.toThrow('painted');
  });
});

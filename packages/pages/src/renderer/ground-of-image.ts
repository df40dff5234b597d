import type { Sharp } from 'sharp';

/** What shows through where an image has nothing: paper, or a dark ground where it would be lost on paper. */
export type Ground = 'white' | '#202020';

/** As many pixels a side tell what is mostly there. */
const LOOK_PX = 400;
/** Luma, in grey levels: what is lighter is hardly seen on white. */
const LIGHT = 200;
/** Of what is there, the share that may be darker: print on a white label is more. */
const MOST_DARK = 0.02;
/** Of the image, the share that has to be empty: a sheet with round corners has little of it. */
const LEAST_EMPTY = 0.5;

/**
 * What an image with transparency is laid on. Light letters alone, cut out for a dark page, would be white on white,
 * and the image blank.
 * @param image with four channels, turned upright or not
 */
export async function groundOfImage(image: Sharp): Promise<Ground> {
  const { data, info } = await image
    .resize({ width: LOOK_PX, height: LOOK_PX, fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  let [seen, dark] = [0, 0];
  for (let at = 0; at < data.length; at += 4) {
    const [red = 0, green = 0, blue = 0, alpha = 0] = data.subarray(at, at + 4);
    seen += alpha;
    if (77 * red + 150 * green + 29 * blue < 256 * LIGHT) dark += alpha;
  }
  const share = seen / (255 * info.width * info.height);
  const isLightAlone = share > 0 && share <= 1 - LEAST_EMPTY && dark <= MOST_DARK * seen;
  return isLightAlone ? '#202020' : 'white';
}

import type { Part } from '../choose-size.ts';
import { placePart } from '../place-part.ts';
import type { Drawable } from './drawable.ts';

/** A part of a page as a page of its own, to be looked at. */
export function within(drawable: Drawable, part: Part): Drawable {
  const { width, height } = drawable.size;
  return {
    size: { width: width * part.width, height: height * part.height },
    unit: drawable.unit,
    rotation: drawable.rotation,
    layer: null,
    draw: (inner, size) => drawable.draw(placePart(inner, 0, part), size),
    cut: () => ({ unfit: 'it is a part of a page' }),
  };
}

import type { PictureSize } from '@quire/domain';
import type { Part } from '../choose-size.ts';
import type { Turn } from '../place-part.ts';
import type { TextLayer } from '../text-layer.ts';
import type { Overlay } from './form-fields.ts';

/** Pixels row by row: one shade, or red, green, blue and, with four channels, alpha that is full. */
export interface Pixels {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3 | 4;
}

/** A page as a PDF of its own, or why it cannot be had, in words for people. */
export type CutPage = { readonly bytes: Buffer } | { readonly unfit: string };

/** A page that can be drawn in whole or in part, at any size: of a PDF, or an image. */
export interface Drawable {
  /** As the source itself says the page stands: `/Rotate` and EXIF applied. */
  readonly size: PictureSize;
  readonly unit: 'pt' | 'px';
  /** Degrees clockwise by which the source says so. */
  readonly rotation: number;
  /** Null where there is none to read, as in an image. Read anew each time it is asked for. */
  readonly layer: TextLayer | null;
  /** What is seen of a page beside its text layer; absent, or of nothing, where nobody can look. */
  readonly beside?: () => Overlay | undefined;
  /** What of the page anything is drawn on; absent, or null, where only looking at it would say. */
  readonly extent?: () => Part | null;
  /** Whether the first thing that is drawn is all of the page, in white; absent where nobody can say. */
  readonly isOnWhite?: () => boolean;
  /** What of the page pictures lie on; absent, or null, where there are none worth a look, or nobody can say. */
  readonly pictured?: () => Part | null;
  /** Whether letters may be among its drawings; absent where there are none, or nobody can say. */
  readonly outlined?: () => boolean;
  /** Draws a part of the page, stretched to exactly this size. */
  draw(part: Part, size: PictureSize): Promise<Pixels>;
  /** Cuts the page out, turned clockwise. The same page is the same bytes. */
  cut(turn: Turn): CutPage;
}

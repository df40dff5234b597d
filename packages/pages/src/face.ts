import type { PictureTier, SourceMediaType } from '@quire/domain';
import type { TextLayer } from './text-layer.ts';

/** A source's bytes as a file on this machine. */
export interface SourceFile {
  readonly path: string;
  readonly mediaType: SourceMediaType;
}

/** One page of a source, as it stands upright. Points (1/72 inch) for PDFs, pixels for images. */
export interface SourcePage {
  readonly width: number;
  readonly height: number;
  readonly unit: 'pt' | 'px';
}

export interface PictureSpec {
  /** The largest picture the model looks at unshrunk. */
  readonly tier: PictureTier;
  /** `auto`: as large as the tier allows; else dots per inch, bounded by the tier. */
  readonly resolution: 'auto' | number;
}

/** A page as Claude will see it. */
export interface Picture {
  readonly bytes: Buffer;
  readonly mediaType: 'image/jpeg';
  readonly width: number;
  readonly height: number;
  /** Pixels for an inch of paper; null where the source has no size on paper. */
  readonly dpi: number | null;
  /** Degrees clockwise by which the source was turned. */
  readonly rotation: number;
}

/** What a renderer is asked to do: the messages that cross the process boundary. */
export type RenderTask =
  | { readonly kind: 'inspect'; readonly source: SourceFile; readonly maxPages: number }
  | {
      readonly kind: 'picture';
      readonly source: SourceFile;
      readonly index: number;
      readonly spec: PictureSpec;
    }
  | { readonly kind: 'textLayer'; readonly source: SourceFile; readonly index: number };

export type RenderResult =
  | { readonly kind: 'inspect'; readonly pages: readonly SourcePage[] }
  | {
      readonly kind: 'picture';
      readonly picture: Picture;
      /** Nothing is seen of a page that has something on it. */
      readonly isDoubtful: boolean;
    }
  | { readonly kind: 'textLayer'; readonly layer: TextLayer };

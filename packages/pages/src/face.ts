import type { ADDRESS, PictureTier, SourceMediaType } from '@quire/domain';
import type { PlacedLayer, TextLayer } from './text-layer.ts';

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
  /**
   * `auto`: as large as the page's smallest type needs; `largest`: all that the model sees; else dots
   * per inch, bounded by what the model sees.
   */
  readonly resolution: 'auto' | 'largest' | number;
  /** Whether a page that does not stand upright is turned. */
  readonly orient: boolean;
  /**
   * `pdf`: the page itself, cut out as a PDF of one page. Blank pages are pictures all the same, and
   * so is what cannot be cut out: images, and pages too large for a request.
   * @default 'image'
   */
  readonly format?: 'image' | 'pdf';
  /**
   * Parts into which the page is cut at least, whatever its type needs; each is as large as the model
   * looks at. A page that is sent as a PDF is not cut. @default 1
   */
  readonly leastParts?: number;
  /**
   * Pixels for a point of a PDF and for a pixel of an image, where pictures are compared: pages are
   * drawn whole and as they stand, blank ones too, whatever else is said here. Absent, each page is
   * drawn as suits it best.
   */
  readonly scale?: CommonScale;
}

/** One scale for all pages that are compared, by the unit of their sizes. */
export interface CommonScale {
  readonly pt: number;
  readonly px: number;
}

/** Pixels, a page as a PDF, or a picture's address, as they are sent. */
export interface EncodedPicture {
  readonly bytes: Buffer;
  readonly mediaType:
    'image/jpeg' | 'image/png' | 'image/webp' | 'application/pdf' | typeof ADDRESS;
  /** In pixels; of a PDF in points, rounded; 0 of an address. */
  readonly width: number;
  readonly height: number;
}

/** A page as Claude will see it. */
export interface Picture extends EncodedPicture {
  /** Pixels for an inch of paper; null where the source has no size on paper, and of a PDF. */
  readonly dpi: number | null;
  /** Degrees clockwise by which the source was turned. */
  readonly rotation: number;
  /** Whether there is nothing on the page: then it need not be sent. */
  readonly isBlank: boolean;
  /** Why it has this size and turn, in words for people. */
  readonly reason: string;
  /** Overlapping parts in reading order, to be sent in its place; none where one picture will do. */
  readonly tiles: readonly EncodedPicture[];
  /** What the page says of itself in text, whatever is drawn of it; null where it has none to read. */
  readonly layer: PlacedLayer | null;
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
  | { readonly kind: 'textLayer'; readonly source: SourceFile; readonly index: number }
  | { readonly kind: 'cutOut'; readonly source: SourceFile; readonly index: number };

/**
 * Whether to believe that a page is empty: `unseen`, another engine may see something; `damaged`, there is something
 * that cannot be read.
 */
export type Doubt = 'none' | 'unseen' | 'damaged';

export type RenderResult =
  | { readonly kind: 'inspect'; readonly pages: readonly SourcePage[] }
  | {
      readonly kind: 'picture';
      readonly picture: Picture;
      readonly doubt: Doubt;
    }
  | { readonly kind: 'textLayer'; readonly layer: TextLayer }
  | { readonly kind: 'cutOut'; readonly bytes: Buffer };

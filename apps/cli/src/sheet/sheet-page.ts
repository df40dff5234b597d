/** What was sent of a page, were it sent. */
export interface SheetPicture {
  readonly width: number;
  readonly height: number;
  readonly tokens: number;
  /** Null where the source has no size on paper. */
  readonly dpi: number | null;
  /** Degrees clockwise. */
  readonly turn: number;
  readonly bytes: number;
  /** Why it has this size and turn. */
  readonly reason: string;
  /** A small JPEG of it, for the sheet alone. */
  readonly thumbnail: Buffer;
}

/** One page of a contact sheet: its picture, or why there is none. */
export interface SheetPage {
  /** From 1. */
  readonly page: number;
  readonly picture: SheetPicture | null;
  readonly failure: { readonly code: string; readonly sentence: string } | null;
}

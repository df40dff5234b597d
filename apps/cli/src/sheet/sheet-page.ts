/** One picture of a page, small, and the size that it is sent in. */
export interface SheetPart {
  readonly width: number;
  readonly height: number;
  /** A small JPEG of it, for the sheet alone. */
  readonly thumbnail: Buffer;
}

/** What was sent of a page, were it sent. */
export interface SheetPicture {
  /** In reading order: one, where the page is not sent in parts. */
  readonly parts: readonly SheetPart[];
  /** Of all parts. */
  readonly tokens: number;
  /** Null where the source has no size on paper. */
  readonly dpi: number | null;
  /** Degrees clockwise. */
  readonly turn: number;
  /** Of all parts. */
  readonly bytes: number;
  /** Why it has this size and turn. */
  readonly reason: string;
}

/** One page of a contact sheet: its picture, or why there is none. */
export interface SheetPage {
  /** From 1. */
  readonly page: number;
  readonly picture: SheetPicture | null;
  readonly failure: { readonly code: string; readonly sentence: string } | null;
}

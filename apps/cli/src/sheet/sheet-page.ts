import type { Picture } from '@quire/pages';

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
  /** Why it is this size, where the renderer says. */
  readonly reason: string | null;
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

/** Why a picture is as it is; renderers that do not say so have no such field. */
export function reasonOf(picture: Picture): string | null {
  return 'reason' in picture && typeof picture.reason === 'string' ? picture.reason : null;
}

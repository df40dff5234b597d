import { asFailure, isWaitedOut } from '@quire/domain';
import type { Picture } from '@quire/pages';
import type { PageSoFar } from '../page-record.ts';

/**
 * For an answer that came back for a page which cannot be drawn any more: it is paid, and is judged without
 * what the page says of itself.
 * @throws what drawing threw, where nothing came back, or where it will pass
 */
export function unseenWhere(
  { arrived = null }: Pick<PageSoFar, 'arrived'>,
  abandoned: AbortSignal,
): (error: unknown) => Picture {
  return (error) => {
    if (arrived === null || abandoned.aborted || isWaitedOut(asFailure(error).code)) throw error;
    const { rotation, picture } = arrived;
    return {
      bytes: Buffer.alloc(0),
      mediaType: 'image/webp',
      width: picture?.width ?? 0,
      height: picture?.height ?? 0,
      dpi: null,
      rotation,
      isBlank: false,
      reason: 'it was drawn when it was sent, and could not be drawn again',
      tiles: [],
      layer: null,
    };
  };
}

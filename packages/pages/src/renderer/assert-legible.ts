import { Failure } from '@quire/domain';
import type { SizeChoice, SizeQuestion } from '../choose-size.ts';

/** Type whose em is smaller is not misread but unreadable: its letters are two pixels tall. */
const LEAST_EM_PX = 4;
/** Where no type was found: type of an inch would be as small, and nobody pays for a page of which nothing is seen. */
const LEAST_DPI = 6;
/** A page that is shrunk to fewer pixels than this on one side has no room for a line of print. */
const LEAST_SIDE_PX = 8;

/**
 * A picture that nobody can read is not paid for. A resolution that was asked for is believed, as far
 * as the model sees it.
 * @throws Failure `type_too_small`
 */
export function assertLegible(
  { page, unit, smallestEm, tier, resolution }: SizeQuestion,
  { size, parts }: SizeChoice,
): void {
  const [part] = parts;
  const perUnit = size.width / (page.width * (part?.width ?? 1));
  const emPx = smallestEm === null ? null : smallestEm * perUnit;
  const shown = `${Math.round(page.width)} by ${Math.round(page.height)} ${unit}`;
  const sent = `${parts.length > 1 ? `${parts.length} parts of ` : ''}${size.width} by ${size.height} px`;
  // Of an image that is sent as it came there is no more to be had, and a photograph has no type.
  const isAll = unit === 'px' && perUnit >= 1;
  if (resolution === 'auto' && emPx !== null && emPx < LEAST_EM_PX && !isAll) {
    const detail = `type of ${round(smallestEm)} ${unit} would be ${round(emPx)} px tall: ${shown} in ${sent}`;
    throw new Failure('type_too_small', { detail });
  }
  const isShrunk = Math.max(size.width, size.height) >= tier.edgePx;
  const isThread = isShrunk && Math.min(size.width, size.height) < LEAST_SIDE_PX;
  const dpi = perUnit * 72;
  const isAsAsked = typeof resolution === 'number' && Math.round(dpi) >= Math.round(resolution);
  const isSpeck = unit === 'pt' && smallestEm === null && dpi < LEAST_DPI && !isAsAsked;
  if (isThread || isSpeck) {
    throw new Failure('type_too_small', { detail: `${shown} would be ${sent}` });
  }
}

function round(value: number | null): number {
  return Math.round((value ?? 0) * 10) / 10;
}

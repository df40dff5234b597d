import { makePdf } from '@quire/testkit';
import type { PlannedDocument } from './plan-backlog.ts';

/**
 * Pages as small as pages get, each naming its document and its number. Drawn at 72 dpi and as they
 * come, one costs 2.5 ms of a renderer; an A4 page with all that is looked for on it costs 32.
 */
const PAGE = { widthPt: 260, heightPt: 150 } as const;

/** The options under which these pages are that cheap. */
export const CHEAP_PICTURES = { resolution: 72, orient: false } as const;

/** The same word and length give the same bytes. */
export function makeDocument({ word, pages }: PlannedDocument): Promise<Uint8Array> {
  const numbers = Array.from({ length: pages }, (_, index) => index + 1);
  return makePdf(numbers.map((page) => ({ ...PAGE, text: `${word}\npage ${page} of ${pages}` })));
}

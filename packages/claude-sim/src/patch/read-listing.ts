import type { CheckedRequest } from '../request/checked-request.ts';

/** A numbered line of a page's text layer, as it stands in a request. */
export interface ListedLine {
  readonly number: number;
  readonly text: string;
  /** Letters and digits alone: what it is recognised by. */
  readonly key: string;
}

const LISTING = /^<lines>\n([^]*)\n<\/lines>$/;

/** The numbered lines of a request in patch mode; null where it brings none. */
export function readListing({ blocks }: CheckedRequest): ListedLine[] | null {
  for (const { block } of blocks) {
    const listing = block.type === 'text' ? LISTING.exec(block.text)?.[1] : undefined;
    if (listing === undefined) continue;
    return listing.split('\n').map((line) => {
      const [, number = '', text = ''] = /^(\d+) (.*)$/.exec(line) ?? [];
      return { number: Number(number), text, key: keyOf(text) };
    });
  }
  return null;
}

export function keyOf(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
}

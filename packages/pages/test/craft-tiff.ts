/** A number of a directory: its tag, and its value as a LONG where it is not a SHORT. */
type Entry = readonly [tag: number, value: number, type?: 'long'];

export interface CraftedPage {
  readonly width: number;
  readonly height: number;
  readonly orientation?: number;
  /** Replaces entries of the same tag, or adds to them. */
  readonly more?: readonly Entry[];
  /** A directory that is this page's child, and in no chain. */
  readonly child?: CraftedPage;
}

export interface CraftedTiff {
  readonly pages: readonly CraftedPage[];
  readonly order?: 'II' | 'MM';
  /** BigTIFF: eight bytes for every offset. */
  readonly big?: boolean;
  /** The page that the last one names as its next. */
  readonly lastLeadsTo?: number;
  /** Where the last page says its next one is, whatever is there. */
  readonly lastLeadsAt?: number;
}

const SUB_IFDS = 330;
/** All pages have the same pixels, of which there are enough for each. */
const PIXELS = Buffer.alloc(8_192, 0x80);

/** A TIFF of grey pages, entry by entry (TIFF 6.0, section 2), with all that is odd in it. */
export function craftTiff(tiff: CraftedTiff): Buffer {
  const { pages, order = 'II', big = false } = tiff;
  const wide = big ? 8 : 4;
  const number = (value: number, length: number): Buffer => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(BigInt(value));
    const part = bytes.subarray(0, length);
    return order === 'II' ? part : Buffer.from(part.toReversed());
  };
  const directory = (entries: readonly Entry[], nextAt: number): Buffer =>
    Buffer.concat([
      number(entries.length, big ? 8 : 2),
      ...entries.map(([tag, value, type]) => {
        const field = Buffer.alloc(wide);
        number(value, type === 'long' ? 4 : 2).copy(field);
        return Buffer.concat([
          number(tag, 2),
          number(type === 'long' ? 4 : 3, 2),
          number(1, wide),
          field,
        ]);
      }),
      number(nextAt, wide),
    ]);
  const header = Buffer.concat(
    big
      ? [Buffer.from(order), number(43, 2), number(8, 2), number(0, 2)]
      : [Buffer.from(order), number(42, 2)],
  );
  const pixelsAt = header.length + wide;
  const parts: Buffer[] = [];
  const starts: number[] = [];
  let at = pixelsAt + PIXELS.length;
  for (const [index, { child, ...page }] of pages.entries()) {
    const childEntries: Entry[] = [];
    if (child !== undefined) {
      const bytes = directory(entriesOf(child, pixelsAt), 0);
      parts.push(bytes);
      childEntries.push([SUB_IFDS, at, 'long']);
      at += bytes.length;
    }
    starts.push(at);
    const entries = entriesOf({ ...page, more: [...(page.more ?? []), ...childEntries] }, pixelsAt);
    const { length } = directory(entries, 0);
    const last = index === pages.length - 1;
    const lastNext = tiff.lastLeadsAt ?? starts[tiff.lastLeadsTo ?? -1] ?? 0;
    // The child of the next page is in front of it.
    const next = pages[index + 1]?.child;
    const between = next === undefined ? 0 : directory(entriesOf(next, pixelsAt), 0).length;
    parts.push(directory(entries, last ? lastNext : at + length + between));
    at += length;
  }
  return Buffer.concat([header, number(starts[0] ?? 0, wide), PIXELS, ...parts]);
}

function entriesOf(page: CraftedPage, pixelsAt: number): Entry[] {
  const entries: Entry[] = [
    [256, page.width],
    [257, page.height],
    [258, 8],
    [259, 1],
    [262, 1],
    [273, pixelsAt, 'long'],
    [277, 1],
    [278, page.height],
    [279, page.width * page.height, 'long'],
    ...(page.orientation === undefined ? [] : [[274, page.orientation] as const]),
  ];
  const more = new Map((page.more ?? []).map((entry) => [entry[0], entry]));
  return [...entries.filter(([tag]) => !more.has(tag)), ...more.values()].toSorted(
    ([one], [other]) => one - other,
  );
}

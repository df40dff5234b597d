import { link } from 'node:fs/promises';
import { join } from 'node:path';
import { type PictureSize, pictureTokens } from '@quire/domain';
import { openPageRenderer, type PageRenderer, sentPictures } from '@quire/pages';
import type { BenchPage } from './page-set/bench-page.ts';
import { type Drawn, drawOurs, drawWithTool, toolNames } from './render-contestants.ts';
import type { RenderBench } from './render-options.ts';
import { median, sum } from './render-statistics.ts';

/** A renderer draws 2,000 pages: what its first hundreds cost more is a tenth of a page's figure. */
const WARM_ROUNDS = 3;
const RESOLUTIONS = { auto: 'auto', largest: 'largest' } as const;
export const sizeNames = ['auto', 'largest'] as const;
export type SizeName = (typeof sizeNames)[number];

/** What one page needed at one size: of the rounds the median, by contestant. */
export interface SpeedRow {
  readonly page: BenchPage;
  readonly at: SizeName;
  readonly size: PictureSize;
  /** Pictures that it was sent as. */
  readonly parts: number;
  readonly tokens: number;
  readonly cpuMs: ReadonlyMap<string, number>;
  readonly bytes: ReadonlyMap<string, number>;
}

/**
 * Draws every page with every contestant, one after the other, in several rounds. Each page is in a file
 * of its own name, so that ours is drawn from opening it, as a tool's is, but where it says otherwise.
 */
export async function measureSpeed(
  shared: readonly BenchPage[],
  folder: string,
  { rounds, tier }: RenderBench,
): Promise<SpeedRow[]> {
  const pages = await apart(shared, folder);
  // A renderer for each size: what one has just opened must not be warm for the other.
  const options = { processes: 1, timeoutMs: 120_000 } as const;
  const ours = { auto: openPageRenderer(options), largest: openPageRenderer(options) };
  const [opened, drawing] = [openPageRenderer(options), openPageRenderer(options)];
  const pdfjs = openPageRenderer({ ...options, engine: 'pdfjs' });
  const renderers = [ours.auto, ours.largest, opened, drawing, pdfjs];
  const rows = pages.flatMap((page) => sizeNames.map((at) => new Notes(page, at)));
  const drawAll = async (notes: Notes, twin: Notes | undefined): Promise<void> => {
    const { page, at } = notes;
    const { picture, ...drawn } = await drawOurs(ours[at], page, tier, RESOLUTIONS[at]);
    notes.size = { width: picture.width, height: picture.height };
    notes.parts = sentPictures(picture);
    notes.add('ours', drawn);
    const before = pages.find(({ from, index }) => from === page.from && index !== page.index);
    if (before)
      await drawOurs(opened, { path: page.path, index: before.index }, tier, RESOLUTIONS[at]);
    notes.add('file open', await drawOurs(opened, page, tier, RESOLUTIONS[at]));
    // The same again without looking: in dots per inch, as large as looking decided.
    const dpi = at === 'auto' && picture.tiles.length === 0 ? picture.dpi : null;
    notes.add('not looking', dpi === null ? drawn : await drawOurs(drawing, page, tier, dpi));
    notes.add('pdf.js', await drawOurs(pdfjs, page, tier, RESOLUTIONS[at]));
    for (const tool of toolNames) {
      const isDrawn = twin?.size.width === picture.width && twin.size.height === picture.height;
      const last = isDrawn ? twin.drawn.get(tool)?.at(-1) : undefined;
      const each = (): Drawn[] => notes.parts.map((part) => drawWithTool(tool, page, part, folder));
      notes.add(tool, last ?? together(each()));
    }
  };
  try {
    for (const renderer of renderers) await warmUp(renderer, pages, tier);
    for (let round = 0; round < rounds; round += 1) {
      console.error(`round ${round + 1} of ${rounds}: ${pages.length} pages`);
      for (const notes of rows.toSorted(neighboursOfOtherFiles)) {
        const twin = rows.find(({ page, at }) => page === notes.page && at === 'auto');
        await drawAll(notes, twin === notes ? undefined : twin);
      }
    }
  } finally {
    await Promise.all(renderers.map((renderer) => renderer.close()));
  }
  return rows.map((notes) => notes.row());
}

/** A page under a name that no other page has. */
interface PageApart extends BenchPage {
  /** Where it is together with others. */
  readonly from: string;
}

function apart(pages: readonly BenchPage[], folder: string): Promise<PageApart[]> {
  return Promise.all(
    pages.map(async (page, at) => {
      const path = join(folder, `apart-${at}.pdf`);
      await link(page.path, path);
      return { ...page, path, from: page.path };
    }),
  );
}

/** What was seen of one page at one size, round after round. */
class Notes {
  readonly page: PageApart;
  readonly at: SizeName;
  size: PictureSize = { width: 0, height: 0 };
  parts: readonly PictureSize[] = [];
  readonly drawn = new Map<string, Drawn[]>();

  constructor(page: PageApart, at: SizeName) {
    this.page = page;
    this.at = at;
  }

  add(contestant: string, { cpuMs, bytes }: Drawn): void {
    this.drawn.set(contestant, [...(this.drawn.get(contestant) ?? []), { cpuMs, bytes }]);
  }

  row(): SpeedRow {
    const { page, at, size, parts } = this;
    const of = (field: keyof Drawn): ReadonlyMap<string, number> =>
      new Map([...this.drawn].map(([name, all]) => [name, median(all.map((one) => one[field]))]));
    const tokens = sum(parts.map(pictureTokens));
    return { page, at, size, parts: parts.length, tokens, cpuMs: of('cpuMs'), bytes: of('bytes') };
  }
}

/** A page that is sent in parts is as many pictures of as many sizes to the tools, too. */
function together(drawn: readonly Drawn[]): Drawn {
  return {
    cpuMs: sum(drawn.map(({ cpuMs }) => cpuMs)),
    bytes: sum(drawn.map(({ bytes }) => bytes)),
  };
}

/** Starting a renderer and compiling its engine is paid once in its life, not by a page. */
async function warmUp(
  renderer: PageRenderer,
  pages: readonly BenchPage[],
  tier: RenderBench['tier'],
): Promise<void> {
  // Compiled as it runs, an engine is at its full speed after some dozens of pages of each kind.
  for (let round = 0; round < WARM_ROUNDS; round += 1)
    for (const page of pages) await drawOurs(renderer, page, tier, 'auto');
}

/** First pages first, then all second pages; and of one page both sizes, one after the other. */
function neighboursOfOtherFiles(one: Notes, other: Notes): number {
  return one.page.index - other.page.index;
}

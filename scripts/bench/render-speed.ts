import { link } from 'node:fs/promises';
import { join } from 'node:path';
import { type PictureSize, pictureTokens } from '@quire/domain';
import { openPageRenderer, type PageRenderer, sentPictures } from '@quire/pages';
import { seededRandom } from '../samples/seeded-random.ts';
import type { BenchPage } from './page-set/bench-page.ts';
import { type Drawn, drawOurs, drawWithTool, toolNames } from './render-contestants.ts';
import type { RenderBench } from './render-options.ts';
import { median, sum } from './render-statistics.ts';

/** A renderer draws 2,000 pages: what its first hundreds cost more is a tenth of a page's figure. */
const WARM_ROUNDS = 1;
const ORDER_SEED = 67;
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
 * Draws every page with every contestant, in several rounds. In each the contestants take turns, and each draws all
 * pages one after the other, as a renderer at work does: turn by turn of single pages, each would find the processor's
 * memory full of what others do. Every page is in a file of its own name, so that ours is drawn from opening
 * it, as a tool's is; `file open` are the same pages, each after another of its file.
 */
export async function measureSpeed(
  pages: readonly BenchPage[],
  folder: string,
  { rounds, tier }: RenderBench,
): Promise<SpeedRow[]> {
  const options = { processes: 1, timeoutMs: 120_000 } as const;
  const ours = openPageRenderer(options);
  const pdfjs = openPageRenderer({ ...options, engine: 'pdfjs' });
  const notes = await Promise.all(pages.flatMap((page, at) => notesOf(page, at, folder)));
  const random = seededRandom(ORDER_SEED);

  const drawOpened = async (at: SizeName): Promise<void> => {
    let last: BenchPage | undefined;
    for (const note of notes.filter((each) => each.at === at)) {
      const { page } = note;
      const before = pages.find(({ path, index }) => path === page.path && index !== page.index);
      if (last?.path !== page.path && before) await drawOurs(ours, before, tier, RESOLUTIONS[at]);
      note.add('file open', await drawOurs(ours, page, tier, RESOLUTIONS[at]));
      last = page;
    }
  };
  const drawAt = async (at: SizeName): Promise<void> => {
    // In another order in each round: what a page leaves to be swept up is no other page's.
    const here = notes
      .filter((note) => note.at === at)
      .map((note) => ({ note, key: random() }))
      .toSorted((one, other) => one.key - other.key)
      .map(({ note }) => note);
    await drawAll(ours, here, tier);
    for (const note of here) {
      const { picture, ...drawn } = await drawOurs(ours, note.alone, tier, RESOLUTIONS[at]);
      note.drewAs(picture, sentPictures(picture));
      note.add('ours', drawn);
    }
    await drawOpened(at);
    await drawAll(pdfjs, here, tier);
    for (const note of here) {
      note.add('pdf.js', await drawOurs(pdfjs, note.alone, tier, RESOLUTIONS[at]));
    }
    for (const tool of toolNames) {
      for (const note of here) {
        // Of one size, both are the same to a tool.
        const twin = notes.find((each) => each.page === note.page && each.isAs(note));
        const each = (): Drawn[] =>
          note.parts.map((part) => drawWithTool(tool, note.page, part, folder));
        note.add(tool, at === 'auto' || !twin ? together(each()) : twin.last(tool));
      }
    }
  };
  try {
    // Compiled as it runs, an engine is at its full speed after some dozens of pages of each kind.
    for (let round = 0; round < WARM_ROUNDS; round += 1)
      for (const renderer of [ours, pdfjs]) await drawAll(renderer, notes, tier);
    for (let round = 0; round < rounds; round += 1) {
      console.error(`round ${round + 1} of ${rounds}: ${pages.length} pages`);
      for (const at of sizeNames) await drawAt(at);
    }
  } finally {
    await Promise.all([ours.close(), pdfjs.close()]);
  }
  return notes.map((note) => note.row());
}

function notesOf(page: BenchPage, at: number, folder: string): Promise<Notes>[] {
  const path = join(folder, `alone-${at}.pdf`);
  const linked = link(page.path, path);
  return sizeNames.map(async (size) => {
    await linked;
    return new Notes(page, { ...page, path }, size);
  });
}

/** What was seen of one page at one size, round after round. */
class Notes {
  readonly page: BenchPage;
  /** The same under a name that no other page has. */
  readonly alone: BenchPage;
  readonly at: SizeName;
  parts: readonly PictureSize[] = [];
  #size: PictureSize = { width: 0, height: 0 };
  readonly #drawn = new Map<string, Drawn[]>();

  constructor(page: BenchPage, alone: BenchPage, at: SizeName) {
    this.page = page;
    this.alone = alone;
    this.at = at;
  }

  drewAs({ width, height }: PictureSize, parts: readonly PictureSize[]): void {
    this.#size = { width, height };
    this.parts = parts;
  }

  /** Whether another's picture is of the same size, in as many parts. */
  isAs(other: Notes): boolean {
    const { width, height } = this.#size;
    const isSame = width === other.#size.width && height === other.#size.height;
    return this !== other && isSame && this.parts.length === other.parts.length;
  }

  add(contestant: string, { cpuMs, bytes }: Drawn): void {
    this.#drawn.set(contestant, [...(this.#drawn.get(contestant) ?? []), { cpuMs, bytes }]);
  }

  /** What a contestant needed in this round. */
  last(contestant: string): Drawn {
    const drawn = this.#drawn.get(contestant)?.at(-1);
    if (drawn === undefined) throw new Error(`${contestant} has not drawn it yet`);
    return drawn;
  }

  row(): SpeedRow {
    const { page, at, parts } = this;
    const of = (field: keyof Drawn): ReadonlyMap<string, number> =>
      new Map([...this.#drawn].map(([name, all]) => [name, median(all.map((one) => one[field]))]));
    const [cpuMs, bytes] = [of('cpuMs'), of('bytes')];
    const tokens = sum(parts.map(pictureTokens));
    return { page, at, size: this.#size, parts: parts.length, tokens, cpuMs, bytes };
  }
}

/** A page that is sent in parts is as many pictures of as many sizes to the tools, too. */
function together(drawn: readonly Drawn[]): Drawn {
  return {
    cpuMs: sum(drawn.map(({ cpuMs }) => cpuMs)),
    bytes: sum(drawn.map(({ bytes }) => bytes)),
  };
}

/** Draws pages for nothing: after a rest of a minute, a renderer takes up to twice as long for its first ones. */
async function drawAll(
  renderer: PageRenderer,
  notes: readonly Notes[],
  tier: RenderBench['tier'],
): Promise<void> {
  for (const { alone, at } of notes) await drawOurs(renderer, alone, tier, RESOLUTIONS[at]);
}

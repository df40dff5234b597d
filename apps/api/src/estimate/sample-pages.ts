import {
  ADDRESS,
  ADDRESSED_PAGE,
  blobName,
  type DocumentOptions,
  Failure,
  MAX_PAGES,
  type PictureTier,
  type SampledPage,
  selectPages,
  sentTokens,
  type Source,
  taskOf,
} from '@quire/domain';
import {
  type PageRenderer,
  pictureSpec,
  sentPictures,
  type SourceFile,
  type SourcePage,
  wholePictureSpecs,
} from '@quire/pages';
import type { Blobs } from '@quire/store';

/** Pages that are drawn of each document: enough to go by, and a few seconds' work. */
const MOST_DRAWN = 20;

const NOTHING: SampledPage = {
  pictureTokens: 0,
  isExact: true,
  isBlank: true,
  characters: null,
};

/** Claude fetches it: it may be an icon, or as large as the model looks at. */
const UNSEEN = { isBlank: false, isExact: false, isUnseen: true } as const;

export interface SamplePorts {
  readonly blobs: Pick<Blobs, 'localPath'>;
  readonly renderer: Pick<PageRenderer, 'inspect' | 'picture' | 'textLayer'>;
}

/** One page of a source: what a renderer needs to find it. */
export interface FoundPage extends SourcePage {
  /** Null for a picture that Claude is to fetch. */
  readonly file: SourceFile | null;
  readonly index: number;
}

/**
 * All pages that would be read, in order.
 * @throws Failure as taking the document apart would
 */
export async function findPages(
  sources: readonly Source[],
  options: DocumentOptions,
  { blobs, renderer }: SamplePorts,
  signal: AbortSignal,
): Promise<FoundPage[]> {
  const all: FoundPage[] = [];
  for (const source of sources) {
    const { media_type: mediaType } = source;
    if (mediaType === ADDRESS) {
      all.push({ file: null, ...ADDRESSED_PAGE });
      continue;
    }
    const file = { path: await blobs.localPath(blobName(source)), mediaType };
    const pages = await renderer.inspect(file, MAX_PAGES - all.length, signal);
    all.push(...pages.map((page, index) => ({ file, index, ...page })));
  }
  const asked = new Set(selectPages(options.pages, all.length));
  const pages = all.filter((_page, at) => asked.has(at + 1));
  const allowed = options.max_pages ?? MAX_PAGES;
  if (pages.length <= allowed) return pages;
  const detail = `${pages.length} pages, and max_pages is ${allowed}`;
  throw new Failure('too_many_pages', { detail });
}

/** Draws pages spread over the document, as they would be sent. A page that cannot be drawn is free. */
export async function samplePages(
  pages: readonly FoundPage[],
  options: DocumentOptions,
  tier: PictureTier,
  { renderer }: SamplePorts,
  signal: AbortSignal,
): Promise<SampledPage[]> {
  const isCompared = taskOf(options) === 'compare';
  const [spec] = isCompared
    ? wholePictureSpecs(options, tier, pages)
    : [pictureSpec(options, tier)];
  return Promise.all(
    spreadOver(pages, MOST_DRAWN).map(async ({ file, index }) => {
      if (file === null) return { ...NOTHING, ...UNSEEN, pictureTokens: tier.tokens };
      const layer = await renderer.textLayer(file, index, signal).catch(ignoreUndrawable);
      const picture = await renderer.picture(file, index, spec, signal).catch(ignoreUndrawable);
      if (picture === null) return NOTHING;
      // Pictures that are compared are sent and paid for, blank ones too.
      if (picture.isBlank && !isCompared) return NOTHING;
      return {
        isBlank: false,
        isExact: picture.mediaType !== 'application/pdf',
        pictureTokens: sentPictures(picture).reduce((sum, one) => sum + sentTokens(one, tier), 0),
        characters:
          layer?.soundness === 'sound'
            ? layer.words.reduce((sum, { text }) => sum + text.length + 1, 0)
            : null,
      };
    }),
  );
}

/** @param most how many of them; the first and the last are among them */
function spreadOver<Item>(items: readonly Item[], most: number): Item[] {
  if (items.length <= most) return [...items];
  const step = (items.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, at) => items[Math.round(at * step)]).filter(
    (item) => item !== undefined,
  );
}

function ignoreUndrawable(error: unknown): null {
  if (error instanceof Failure && error.code.startsWith('render_')) return null;
  throw error;
}

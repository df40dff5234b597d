import type { PictureTier } from '@quire/domain';
import { openPageRenderer, type PageRenderer } from '@quire/pages';
import type { BenchPage } from './page-set/bench-page.ts';

const NEVER = new AbortController().signal;

/**
 * A renderer that draws with pdf.js, where `@quire/pages` can be told to.
 * @returns null where it takes no such option: two engines never agree on every byte of a page
 */
export async function openPdfjs(page: BenchPage, tier: PictureTier): Promise<PageRenderer | null> {
  const options = { processes: 1, timeoutMs: 120_000 } as const;
  const usual = openPageRenderer(options);
  // Through a variable: an option that is not there yet is then no mistake to the compiler.
  const asked = { ...options, engine: 'pdfjs' as const };
  const other = openPageRenderer(asked);
  try {
    const draw = async (renderer: PageRenderer): Promise<Buffer> => {
      const source = { path: page.path, mediaType: 'application/pdf' } as const;
      const { bytes } = await renderer.picture(
        source,
        page.index,
        { tier, resolution: 100, orient: false },
        NEVER,
      );
      return bytes;
    };
    const [ours, theirs] = [await draw(usual), await draw(other)];
    if (!ours.equals(theirs)) return other;
  } finally {
    await usual.close();
  }
  await other.close();
  return null;
}

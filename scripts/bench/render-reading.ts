import { pictureTokens } from '@quire/domain';
import { openPageRenderer, sentPictures } from '@quire/pages';
import type { BenchPage } from './page-set/bench-page.ts';
import { drawOurs } from './render-contestants.ts';
import type { RenderBench } from './render-options.ts';
import { characterErrors } from './render-errors.ts';
import { canRead, startOcr } from './render-ocr.ts';
import { sum } from './render-statistics.ts';
import { printTable } from './render-table.ts';
import { spread } from './render-spread.ts';

interface Reading {
  readonly page: BenchPage;
  /** Of all its parts, where it is sent in parts. */
  readonly tokens: { readonly auto: number; readonly largest: number };
  readonly isInParts: boolean;
  /** Null where the page has no text to be compared with, or is not in the sample. */
  readonly errors: { readonly auto: number; readonly largest: number } | null;
}

/**
 * Draws each page as `auto` decides and as large as the tier allows; counts the tokens of both and
 * has the local OCR engine read both, of a sample of the pages with English text, and of all pages in
 * other languages whose data is installed.
 */
export async function reportReading(
  pages: readonly BenchPage[],
  { tier, reads }: RenderBench,
): Promise<void> {
  const withText = pages.filter(({ text }) => text !== null);
  const inEnglish = withText.filter(({ language }) => language === 'eng');
  const others = withText.filter(({ language }) => language !== 'eng' && canRead(language));
  const sample = new Set([...spread(inEnglish, reads), ...others]);
  const renderer = openPageRenderer({ processes: 1, timeoutMs: 120_000 });
  const ocr = startOcr();
  const readings: Reading[] = [];
  try {
    for (const page of pages) {
      const auto = (await drawOurs(renderer, page, tier, 'auto')).picture;
      const largest = (await drawOurs(renderer, page, tier, 'largest')).picture;
      const tokens = {
        auto: sum(sentPictures(auto).map(pictureTokens)),
        largest: pictureTokens(largest),
      };
      const isInParts = auto.tiles.length > 1;
      const { text, language } = page;
      if (text === null || !sample.has(page)) {
        readings.push({ page, tokens, isInParts, errors: null });
        continue;
      }
      const fromLargest = characterErrors(await ocr.read(largest, language), text);
      const isSame = auto.bytes.equals(largest.bytes);
      const fromAuto = isSame ? fromLargest : characterErrors(await ocr.read(auto, language), text);
      readings.push({ page, tokens, isInParts, errors: { auto: fromAuto, largest: fromLargest } });
    }
  } finally {
    await Promise.all([renderer.close(), ocr.stop()]);
  }
  print(readings);
}

function print(readings: readonly Reading[]): void {
  const kinds = [...new Set(readings.map(({ page }) => page.kind))];
  console.log(
    '`auto` against the largest picture: image tokens, and character error read by Tesseract',
  );
  printTable(
    ['pages', 'n', 'tokens auto', 'largest', 'share', 'read', 'error auto', 'largest', 'points'],
    [
      ...kinds.map((kind) =>
        line(
          kind,
          readings.filter(({ page }) => page.kind === kind),
        ),
      ),
      line('all', readings),
      line(
        'all but parts',
        readings.filter(({ isInParts }) => !isInParts),
      ),
    ],
  );
  console.log(
    'Pages in parts have type that the largest picture cannot show: they cost what they need.',
  );
  console.log(
    'Asked: share ≤ 60 %, error of `auto` at most 0.5 points above that of the largest.\n',
  );
}

function line(kind: string, readings: readonly Reading[]): string[] {
  const auto = sum(readings.map(({ tokens }) => tokens.auto));
  const largest = sum(readings.map(({ tokens }) => tokens.largest));
  const read = readings.flatMap(({ errors }) => (errors === null ? [] : [errors]));
  const mean = (of: 'auto' | 'largest'): number =>
    (100 * sum(read.map((one) => one[of]))) / read.length;
  const errors =
    read.length === 0
      ? ['', '', '']
      : [
          `${mean('auto').toFixed(2)} %`,
          `${mean('largest').toFixed(2)} %`,
          (mean('auto') - mean('largest')).toFixed(2),
        ];
  return [
    kind,
    String(readings.length),
    String(auto),
    String(largest),
    `${((100 * auto) / largest).toFixed(0)} %`,
    String(read.length),
    ...errors,
  ];
}

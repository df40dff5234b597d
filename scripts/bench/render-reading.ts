import { createHash } from 'node:crypto';
import { ADDRESS, pictureTokens } from '@quire/domain';
import { openPageRenderer, type Picture, sentPictures } from '@quire/pages';
import { createOcrEngine } from '../../packages/claude-sim/src/engine/ocr-engine.ts';
import type { BenchPage } from './page-set/bench-page.ts';
import { drawOurs } from './render-contestants.ts';
import type { RenderBench } from './render-options.ts';
import { characterErrors } from './render-errors.ts';
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
 * has the local OCR engine read both, of a sample of the pages with text.
 */
export async function reportReading(
  pages: readonly BenchPage[],
  { tier, reads }: RenderBench,
): Promise<void> {
  const sample = new Set(
    spread(
      pages.filter(({ text }) => text !== null),
      reads,
    ),
  );
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
      const { text } = page;
      if (text === null || !sample.has(page)) {
        readings.push({ page, tokens, isInParts, errors: null });
        continue;
      }
      const fromLargest = characterErrors(await ocr.read(largest), text);
      const isSame = auto.bytes.equals(largest.bytes);
      const fromAuto = isSame ? fromLargest : characterErrors(await ocr.read(auto), text);
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

/** The engine that the stand-in for Claude reads with. */
function startOcr(): { read(picture: Picture): Promise<string>; stop(): Promise<void> } {
  const engine = createOcrEngine({ workers: 1 });
  return {
    read({ bytes, mediaType, width, height }) {
      if (mediaType === 'application/pdf' || mediaType === ADDRESS)
        throw new TypeError('a picture was asked for');
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const size = { width, height };
      const seen = { ...size, tokens: pictureTokens(size), isDownsized: false };
      return engine.read({ path: '', bytes, mediaType, sha256, sent: size, seen });
    },
    stop: () => engine.stop(),
  };
}

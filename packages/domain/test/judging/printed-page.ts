import type { PageFacts, PageLayer, PageWord } from '../../src/index.ts';

/** A page of 600 × 800 points on which these lines are printed, from 100 points down. */
export function printedPage(
  lines: readonly string[],
  more: Partial<Pick<PageLayer, 'soundness' | 'unlayered'>> & { readonly top?: number } = {},
): PageLayer {
  const top = more.top ?? 120;
  return {
    words: lines.flatMap((line, at) => printedLine(line, 60, top + at * 14)),
    soundness: more.soundness ?? 'sound',
    page: { width: 600, height: 800 },
    unlayered: more.unlayered === undefined ? [] : more.unlayered,
  };
}

/** Words of 10 pt, five points a letter; three spaces are the gap between two columns. */
export function printedLine(line: string, x: number, y: number): PageWord[] {
  const words: PageWord[] = [];
  let at = x;
  for (const text of line.split(' ')) {
    const width = text.length * 5;
    if (text !== '') words.push({ text, x: at, y, width, height: 10, angle: 0 });
    at += width + (text === '' ? 30 : 3);
  }
  return words;
}

/** All that is known of a page whose transcription was asked for. */
export function transcribed(layer: PageLayer | null, more: Partial<PageFacts> = {}): PageFacts {
  return { task: 'transcribe', hasInk: true, layer, dropsMargins: false, ...more };
}

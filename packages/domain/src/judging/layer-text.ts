import type { PageLayer, PageWord } from './page-facts.ts';

/** Words whose middles are further apart across the line than this share of their height begin a new one. */
const SAME_LINE = 0.6;
/** Lines further apart than so many of their heights are of two paragraphs. */
const PARAGRAPH = 2;

/**
 * What the document itself says of a page, as text: words in the order in which it says them, a line for
 * each line, an empty one between paragraphs. Tables and headings are lines like any other.
 */
export function layerText({ words }: Pick<PageLayer, 'words'>): string {
  let text = '';
  for (const [at, word] of words.entries()) {
    const before = words[at - 1];
    text += before === undefined ? '' : between(before, word);
    text += word.text;
  }
  return text;
}

function between(before: PageWord, word: PageWord): string {
  if (before.angle !== word.angle) return '\n\n';
  const radians = (word.angle * Math.PI) / 180;
  const [cos, sin] = [Math.cos(radians), Math.sin(radians)];
  const along = (one: PageWord): number => middleX(one) * cos + middleY(one) * sin;
  const across = (one: PageWord): number => middleY(one) * cos - middleX(one) * sin;
  const heightOf = ({ width, height }: PageWord): number =>
    Math.abs(height * cos) + Math.abs(width * sin);
  const height = Math.min(heightOf(before), heightOf(word));
  const apart = Math.abs(across(word) - across(before));
  if (apart <= height * SAME_LINE) return along(word) >= along(before) ? ' ' : '\n';
  return apart > height * PARAGRAPH ? '\n\n' : '\n';
}

function middleX({ x, width }: PageWord): number {
  return x + width / 2;
}

function middleY({ y, height }: PageWord): number {
  return y + height / 2;
}

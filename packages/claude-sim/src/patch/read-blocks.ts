import { keyOf } from './read-listing.ts';

/** A piece of a page in Markdown: its kind by the letters of a patch, and its items or rows. */
export interface MarkdownBlock {
  readonly kind: string;
  readonly text: string;
  /** Items of a list, rows of a table, lines of a `b`; else the whole. */
  readonly parts: readonly { readonly key: string }[];
  readonly isFormula: boolean;
}

const ITEM = /^(?:[-*•]|\d{1,3}[.)])\s/;

/** The blocks of a page whose Markdown is known. */
export function readBlocks(markdown: string): MarkdownBlock[] {
  return markdown
    .split(/\n{2,}/)
    .filter((text) => text.trim() !== '')
    .map((text) => {
      const lines = text.split('\n');
      const kind = kindOf(text, lines);
      const parts = kind === 'p' || kind.startsWith('h') ? [text] : lines;
      return {
        kind,
        text,
        parts: parts
          .filter((part) => !/^\|[\s|:-]+\|$/.test(part))
          .map((part) => ({ key: keyOf(part) })),
        isFormula: text.startsWith('$$'),
      };
    });
}

function kindOf(text: string, lines: readonly string[]): string {
  const heading = /^(#{1,6}) /.exec(text);
  if (heading !== null) return `h${heading[1]?.length ?? 1}`;
  if (lines.every((line) => line.startsWith('|'))) return 't';
  if (lines.every((line) => ITEM.test(line))) return 'l';
  return lines.length > 1 ? 'b' : 'p';
}

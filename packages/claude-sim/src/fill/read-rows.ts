import { parseNumber } from './parse-number.ts';

/** A line of a table: words, then at least two numbers. */
export interface Row {
  readonly words: string;
  readonly numbers: readonly number[];
}

const AMOUNT = /^[€£$]?-?\d[\d.,]*%?$/;

/** The lines that read like a table's: totals, dates and headings are not among them. */
export function readRows(lines: readonly string[]): Row[] {
  return lines.flatMap((line) => {
    if (line.includes(':') || /\b(sub)?total\b|^(vat|tax|gst)\b/i.test(line)) return [];
    const parts = line.split(/\s+/);
    const firstNumber = parts.findLastIndex((part) => !AMOUNT.test(part)) + 1;
    const words = parts.slice(0, firstNumber).join(' ');
    const numbers = parts.slice(firstNumber).map(parseNumber);
    const isRow = /\p{L}/u.test(words) && numbers.length >= 2;
    return isRow ? [{ words, numbers: numbers.filter((n) => n !== undefined) }] : [];
  });
}

import { inflateSync } from 'node:zlib';

/** A stream that inflates beyond this is not text worth reading: 16 MB, a long book. */
const MAX_INFLATED = 16 * 1024 * 1024;

/**
 * Pages and plain text of an uncomplicated PDF (uncompressed or Flate streams, simple fonts). Of a
 * scan it reads nothing, and of fonts with their own encoding nonsense: those are drawn to be read.
 */
export function pdfText(bytes: Buffer): { pages: number; text: string } {
  const body = bytes.toString('latin1');
  const streams: string[] = [];
  for (const match of body.matchAll(/stream\r?\n/g)) {
    if (body.slice(match.index - 3, match.index) === 'end') continue;
    const start = match.index + match[0].length;
    const end = body.indexOf('endstream', start);
    if (end > start) streams.push(inflated(bytes.subarray(start, end)));
  }
  const whole = [body, ...streams].join('\n'); // page objects may live in object streams
  const pages = [...whole.matchAll(/\/Type\s*\/Page(?![a-zA-Z])/g)].length;
  return { pages, text: streams.map(shownText).filter(Boolean).join('\n') };
}

function inflated(bytes: Buffer): string {
  try {
    return inflateSync(bytes, { maxOutputLength: MAX_INFLATED }).toString('latin1');
  } catch {
    return bytes.toString('latin1'); // not compressed, or not by Flate: then it shows no text either
  }
}

/** The strings a content stream shows, a line for each `Tj` or `TJ`. */
function shownText(content: string): string {
  if (!/\bBT\b/.test(content)) return '';
  const shown = content.matchAll(
    /(\((?:\\.|[^\\)])*\)|<[0-9a-fA-F\s]*>|\[[^\]]*\])\s*(?:Tj|TJ|')/g,
  );
  return [...shown]
    .map(([, operand = '']) => strings(operand))
    .filter((line) => line !== '')
    .join('\n');
}

function strings(operand: string): string {
  const parts = operand.matchAll(/\(((?:\\.|[^\\)])*)\)|<([0-9a-fA-F\s]*)>/g);
  return [...parts]
    .map(([, literal, hex]) =>
      hex === undefined
        ? (literal ?? '').replaceAll(/\\([()\\])/g, '$1')
        : Buffer.from(hex.replaceAll(/\s/g, ''), 'hex').toString('latin1'),
    )
    .join('');
}

import { hash } from 'node:crypto';

/**
 * What a hurried reader makes of a page written out: one slip an answer, which one is decided by the
 * answer itself; one answer in eight has none.
 */
export function carelessText(text: string): string {
  const draw = drawFor(text);
  const lines = text.split('\n');
  switch (draw(8)) {
    case 0:
    case 1:
      return lines.toSpliced(draw(lines.length), 1).join('\n');
    case 2:
    case 3:
      return otherDigit(text, draw);
    case 4:
      return text.replaceAll(/(?<=\p{L})(?:rn|e)(?=\p{L})/gu, (letters) =>
        draw(12) === 0 ? (letters === 'e' ? 'c' : 'm') : letters,
      );
    case 5:
      return lines.slice(0, Math.ceil(lines.length * 0.8)).join('\n');
    case 6:
      return `Here is the transcription of the page:\n\n${text}`;
    default:
      return text;
  }
}

/** The same reader in patch mode: what is forgotten, told twice, corrected for the worse, or invented. */
export function carelessPatch(
  patch: string,
  listing: readonly { number: number; text: string }[],
): string {
  const draw = drawFor(patch);
  const lines = patch.split('\n');
  const at = draw(lines.length);
  switch (draw(8)) {
    case 0:
      return lines.toSpliced(at, 1).join('\n');
    case 1:
      return patch.replace(
        /(\d+)-(\d+)/,
        (_, from: string, to: string) => `${from}-${Number(to) + 1}`,
      );
    case 2: {
      const numbered = listing.filter(({ text }) => /\d{2,}/.test(text));
      const line = numbered[draw(Math.max(1, numbered.length))];
      if (line === undefined) return patch;
      return `${patch}\n${line.number}: ${otherDigit(line.text, draw)}`;
    }
    case 3:
      return patch.replaceAll(/^h\d/gm, 'p');
    case 4:
      return `Here is the structure of the page:\n${patch}`;
    case 5:
      return patch.replace(/^[plbt] (?=\d)/m, 'x ');
    case 6:
      return `${patch}\n= The board of the harbour approved all of it in its last meeting of the year.`;
    default:
      return patch;
  }
}

function otherDigit(text: string, draw: (below: number) => number): string {
  const places = [...text.matchAll(/\d/g)].map(({ index }) => index);
  const place = places[draw(Math.max(1, places.length))];
  if (place === undefined) return text;
  const digit = (Number(text[place]) + 1 + draw(8)) % 10;
  return text.slice(0, place) + String(digit) + text.slice(place + 1);
}

/** Whole numbers below a bound, the same for the same text. */
function drawFor(text: string): (below: number) => number {
  const bytes = hash('sha256', text, 'buffer');
  let at = 0;
  return (below) => {
    at = (at + 2) % (bytes.length - 1);
    return bytes.readUInt16LE(at) % Math.max(1, below);
  };
}

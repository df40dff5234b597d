/**
 * Letters as pen strokes on a grid 4 wide and 6 high: `06 20 46` runs from the bottom left over the
 * top middle to the bottom right; a comma lifts the pen. A font file would do better, but none can be
 * counted on: sharp draws SVG text in whatever fonts the machine has, and a bare one has none.
 */
const GLYPHS: Readonly<Record<string, string>> = {
  A: '06 20 46,14 34',
  B: '03 33 42 41 30 00 06 36 45 44 33',
  C: '41 30 10 01 05 16 36 45',
  D: '00 20 42 44 26 06 00',
  E: '40 00 06 46,03 33',
  F: '40 00 06,03 33',
  G: '41 30 10 01 05 16 36 45 43 23',
  H: '00 06,40 46,03 43',
  I: '10 30,20 26,16 36',
  J: '40 45 36 16 05',
  K: '00 06,40 03,12 46',
  L: '00 06 46',
  M: '06 00 23 40 46',
  N: '06 00 46 40',
  O: '10 30 41 45 36 16 05 01 10',
  P: '06 00 30 41 42 33 03',
  Q: '10 30 41 45 36 16 05 01 10,24 46',
  R: '06 00 30 41 42 33 03,23 46',
  S: '41 30 10 01 02 13 33 44 45 36 16 05',
  T: '00 40,20 26',
  U: '00 05 16 36 45 40',
  V: '00 26 40',
  W: '00 16 23 36 40',
  X: '00 46,40 06',
  Y: '00 23 40,23 26',
  Z: '00 40 06 46',
  0: '10 20 31 35 26 16 05 01 10',
  1: '11 20 26,16 36',
  2: '01 10 30 41 42 06 46',
  3: '01 10 30 41 42 33 13,33 44 45 36 16 05',
  4: '36 30 04 44',
  5: '40 00 03 33 44 45 36 16 05',
  6: '41 30 10 01 05 16 36 45 44 33 03',
  7: '00 40 16',
  8: '13 02 01 10 30 41 42 33 13 04 05 16 36 45 44 33',
  9: '41 30 10 01 02 13 33 42 41 43 26',
  ' ': '',
  '-': '13 33',
  '.': '26 26',
  ',': '25 17',
  ':': '22 22,25 25',
  "'": '20 21',
  '/': '06 40',
  '?': '01 10 30 41 42 23 24,26 26',
};

/** How far the pen moves on for the next letter and the next line, in grid units. */
const ADVANCE = 5.7;
const LINE = 10;

/** Larger than this, in pixels a grid unit, OCR reads worse: it expects print, not posters. */
const MOST_UNIT_PX = 6;

/**
 * An SVG path for a text within a picture of the given size, in capitals, as large as fits, from the
 * top left. The strokes are to be drawn `strokePx` wide, with round ends.
 * @throws RangeError for a character that there is no glyph for
 */
export function strokeLetters(
  text: string,
  width: number,
  height: number,
): { readonly path: string; readonly strokePx: number } {
  const lines = text.toUpperCase().split('\n');
  const columns = Math.max(...lines.map((line) => line.length));
  const unit = Math.min(
    (width * 0.9) / (columns * ADVANCE),
    (height * 0.9) / (lines.length * LINE),
    MOST_UNIT_PX,
  );
  const path: string[] = [];
  for (const [row, line] of lines.entries()) {
    for (const [column, letter] of line.split('').entries()) {
      const glyph = GLYPHS[letter];
      if (glyph === undefined) throw new RangeError(`no strokes are known for "${letter}"`);
      const left = width * 0.05 + column * ADVANCE * unit;
      const top = height * 0.05 + (row * LINE + 2) * unit;
      for (const stroke of glyph.split(',').filter(Boolean)) {
        const points = stroke.split(' ').map(([x, y]) => {
          return `${(left + Number(x) * unit).toFixed(1)} ${(top + Number(y) * unit).toFixed(1)}`;
        });
        path.push(`M ${points.join(' L ')}`);
      }
    }
  }
  return { path: path.join(' '), strokePx: unit * 0.85 };
}

/** Nine decimal digits follow a zero in each of Unicode's rows of digits. */
const DIGIT = /^\p{Nd}$/u;

/**
 * A number as it is compared: "1,234.50", "1.234,50" and "1234.5" are one. A single mark before three
 * digits is taken for one of thousands, as both sides of the comparison do.
 * @param written digits of any script with `.`, `,` or `'` between them
 */
export function canonicalNumber(written: string): string {
  const ascii = /^[\d.,']*$/.test(written)
    ? written
    : Array.from(written, (sign) => asciiOf(sign)).join('');
  const groups = ascii.split(/[.,']/);
  if (groups.length === 1) return ascii;
  const marks = ascii.replaceAll(/\d/g, '');
  const last = groups.at(-1) ?? '';
  const whole = groups.slice(0, -1).join('');
  const areOneKind = marks.split('').every((mark) => mark === marks[0]);
  // "12.05.2024" and "1.2.3" are no amounts: one kind of mark, and groups that are not of thousands.
  if (areOneKind && marks.length > 1) {
    return groups.slice(1).every(({ length }) => length === 3) ? whole + last : groups.join('.');
  }
  if (areOneKind && last.length === 3 && whole.length <= 3 && whole !== '0') return whole + last;
  const decimals = last.replace(/0+$/, '');
  return decimals === '' ? whole : `${whole}.${decimals}`;
}

function asciiOf(sign: string): string {
  if (sign === '\u066B') return '.';
  if (sign === '\u066C') return ',';
  if (!DIGIT.test(sign)) return sign === '\u2019' ? "'" : sign;
  let code = sign.codePointAt(0) ?? 0;
  let value = 0;
  while (value < 9 && DIGIT.test(String.fromCodePoint(code - 1))) {
    code -= 1;
    value += 1;
  }
  return String(value);
}

export type DecimalSign = '.' | ',';

interface ReadNumber {
  readonly value: number;
  /** The decimal sign, where this number can be read in one way only. */
  readonly tells?: DecimalSign | undefined;
}

/** A currency before or behind the number, by its sign, its ISO code or its usual letters. */
const CURRENCY = String.raw`(?:[A-Z]{0,2}\p{Sc}|[A-Z]{3}|kr\.?|zł|Fr\.?|Rs\.?)`;
const BEFORE = new RegExp(String.raw`^${CURRENCY}\s*`, 'u');
const BEHIND = new RegExp(String.raw`\s*${CURRENCY}$`, 'u');
/** More digits than this are not kept by a number. */
const MAX_DIGITS = 15;

/**
 * A number as it is printed: with a currency, thousands signs, a sign before or behind, in brackets
 * where it is negative. A share of a hundred is not taken: whether 19 % is 19 or 0.19 nobody says.
 * @param decimalSign what is known from elsewhere, for "1.234", which is 1234 or 1.234
 * @returns null for what is no number, or could be two
 */
export function readNumber(text: string, decimalSign?: DecimalSign): ReadNumber | null {
  const plain = asciiDigits(text.normalize('NFKC')).replaceAll('−', '-').trim();
  const bracketed = /^\((.*)\)$/.exec(plain)?.[1];
  let negations = bracketed === undefined ? 0 : 1;
  const unsigned = (signed: string, sign: RegExp): string =>
    signed.replace(sign, (found) => {
      if (found.includes('-')) negations += 1;
      return '';
    });
  let rest = unsigned(bracketed ?? plain, /^[+-]\s*/);
  rest = rest.replace(BEFORE, '').replace(BEHIND, '');
  // "12,-" is twelve and nothing.
  rest = rest.replace(/(?<=\d)[.,][-–—]{1,2}$/, '');
  rest = unsigned(unsigned(rest, /^[+-]/), /(?<=\d)\s?-$/);
  // Twice negative is no number that somebody printed.
  const read = negations > 1 ? null : readUnsigned(rest, decimalSign);
  return read && { ...read, value: negations === 1 && read.value !== 0 ? -read.value : read.value };
}

function readUnsigned(text: string, decimalSign: DecimalSign | undefined): ReadNumber | null {
  // Spaces and apostrophes only ever part thousands.
  const groups = text.split(/[\s'’]/);
  const isParted = groups.length > 1;
  if (isParted && !/^\d{1,3}( \d{3})* \d{3}([.,]\d+)?$/.test(groups.join(' '))) return null;
  const whole = groups.join('');
  if (!/^\d*(?:[.,]\d+)*$/.test(whole) || !/\d/.test(whole)) return null;
  const marks = [...whole.matchAll(/[.,]/g)].map(([mark]) => mark);
  const last = marks.at(-1);
  if (last === undefined) return number(whole);
  const mark: DecimalSign = last === '.' ? '.' : ',';
  const other: DecimalSign = mark === '.' ? ',' : '.';
  if (marks.length > 1 && marks.every((one) => one === mark)) {
    return isParted ? null : grouped(whole, mark, other);
  }
  const at = whole.lastIndexOf(mark);
  const [before, after] = [whole.slice(0, at), whole.slice(at + 1)];
  if (before.includes(mark)) return null;
  if (before.includes(other)) {
    const thousands = isParted ? null : grouped(before, other, mark);
    return thousands && number(`${before.replaceAll(other, '')}.${after}`, mark);
  }
  const isPlain = after.length !== 3 || isParted || before.length > 3 || /^0?$/.test(before);
  if (isPlain) return number(`${before || '0'}.${after}`, mark);
  if (decimalSign === mark) return number(`${before}.${after}`);
  return decimalSign === other ? number(`${before}${after}`) : null;
}

/** Digits parted by one sign into threes, or the Indian way into twos before the last three. */
function grouped(text: string, mark: DecimalSign, decimalSign: DecimalSign): ReadNumber | null {
  const threes = text.replaceAll(mark, ' ');
  if (!/^\d{1,3}(?: \d{3})+$|^\d{1,2}(?: \d{2})* \d{3}$/.test(threes)) return null;
  return number(text.replaceAll(mark, ''), decimalSign);
}

function number(digits: string, tells?: DecimalSign): ReadNumber | null {
  // A zero in front belongs to a code, not to an amount.
  if (/^0\d/.test(digits) || digits.replace('.', '').length > MAX_DIGITS) return null;
  return { value: Number(digits), tells };
}

/** The zeros of the digits that invoices are printed with elsewhere. */
const ZEROS = [0x660, 0x6f0, 0x966, 0x9e6];

function asciiDigits(text: string): string {
  return text
    .replaceAll('٫', '.')
    .replaceAll('٬', "'")
    .replaceAll(/\p{Nd}/gu, (digit) => {
      const code = digit.codePointAt(0) ?? 0;
      const zero = ZEROS.find((start) => code >= start && code < start + 10);
      return zero === undefined ? digit : String(code - zero);
    });
}

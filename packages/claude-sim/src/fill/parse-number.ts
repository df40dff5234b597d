/** The first number in a text, with either of the two habits of commas and points. */
export function parseNumber(text: string): number | undefined {
  const digits = /-?\d[\d.,\u00a0 ]*\d|-?\d/.exec(text)?.[0].replaceAll(/[\s\u00a0]/g, '');
  if (digits === undefined) return undefined;
  const decimal = Math.max(digits.lastIndexOf(','), digits.lastIndexOf('.'));
  // One or two digits after the last mark are cents; three are thousands.
  const cents = decimal >= 0 && digits.length - decimal - 1 !== 3 ? digits.slice(decimal + 1) : '';
  const whole = (cents === '' ? digits : digits.slice(0, decimal)).replaceAll(/[.,]/g, '');
  const value = Number(cents === '' ? whole : `${whole}.${cents}`);
  return Number.isFinite(value) ? value : undefined;
}

import { found, missing, type Found } from './found.ts';
import { labelled, nameWords } from './labelled.ts';
import { parseDate } from './parse-date.ts';
import { parseNumber } from './parse-number.ts';
import type { Schema, Source } from './source.ts';

/** Names under which the whole text is meant. */
const WHOLE_TEXT =
  /^(text|markdown|content|transcription|transcript|body|answer|summary|(full|raw|page|plain) text)$/;
/** Names that the head of a page answers. */
const HEADING = /^(title|heading|vendor|supplier|seller|merchant|company|issuer)( name)?$/;
const CURRENCY = /\b(USD|EUR|GBP|CHF|JPY|CAD|AUD|SEK|NOK|DKK)\b|[$€£¥]/;
/** A number, at most a currency before it and a unit behind it. */
const AMOUNT = /^[A-Z]{0,3}\s*[$€£¥]?\s*-?\d[\d.,]*\s*\S{0,4}$/;
const symbols: Readonly<Record<string, string>> = { $: 'USD', '€': 'EUR', '£': 'GBP', '¥': 'JPY' };

/** An empty value that each format still accepts. */
const emptyFormats: Readonly<Record<string, string>> = {
  date: '1970-01-01',
  'date-time': '1970-01-01T00:00:00Z',
  time: '00:00:00Z',
  duration: 'PT0S',
  email: 'nobody@example.com',
  hostname: 'example.com',
  uri: 'https://example.com',
  ipv4: '0.0.0.0',
  ipv6: '::',
  uuid: '00000000-0000-0000-0000-000000000000',
};

/** A string, number or boolean, from the line that carries its name. */
export function fillScalar(schema: Schema, name: string, source: Source): Found {
  const values = labelled(name, source.lines);
  const [near] = values;
  switch (schema['type']) {
    case 'string':
      return fillString(schema, name, near, source);
    case 'integer':
    case 'number': {
      // `VAT GB 384 2917 56` is no amount, though a number stands in it.
      const number = parseNumber(values.find((value) => AMOUNT.test(value)) ?? '');
      if (number === undefined) return missing(0);
      return found(schema['type'] === 'integer' ? Math.round(number) : number);
    }
    case 'boolean':
      if (near === undefined) return missing(false);
      return found(/^(yes|true|x|paid|checked|\u2713)/i.test(near));
    default:
      return missing(null);
  }
}

function fillString(
  schema: Schema,
  name: string,
  near: string | undefined,
  { text, lines }: Source,
): Found {
  const words = nameWords(name);
  const { format } = schema;
  if (typeof format === 'string') {
    const value = formatted(format, words, near, text);
    return value === undefined ? missing(emptyFormats[format] ?? '') : found(value);
  }
  if (words === '' || WHOLE_TEXT.test(words)) return text === '' ? missing('') : found(text);
  if (/\bdate\b/.test(words)) {
    const date = parseDate(near ?? '');
    return date === undefined ? missing('') : found(date);
  }
  if (words === 'currency' || words === 'currency code') {
    const sign = CURRENCY.exec(text)?.[0];
    return sign === undefined ? missing('') : found(symbols[sign] ?? sign);
  }
  if (near !== undefined) return found(near);
  const [first] = lines;
  return HEADING.test(words) && first !== undefined ? found(first) : missing('');
}

function formatted(
  format: string,
  words: string,
  near: string | undefined,
  text: string,
): string | undefined {
  switch (format) {
    case 'date':
      return parseDate(near ?? (words === 'date' ? text : ''));
    case 'date-time': {
      const date = parseDate(near ?? '');
      return date === undefined ? undefined : `${date}T00:00:00Z`;
    }
    case 'email':
      return /[\w.+-]+@[\w-]+\.[\w.]*\w/.exec(near ?? text)?.[0];
    case 'uri':
      return /https?:\/\/[^\s,;]+/.exec(near ?? text)?.[0];
    default:
      return undefined;
  }
}

import type { JsonSchema } from './json-schema.ts';

/** Formats that structured outputs know (structured outputs page, August 2026). */
const formats = new Set(
  'date-time time date duration email hostname uri ipv4 ipv6 uuid'.split(' '),
);

/**
 * Keywords that only narrow a value and that structured outputs refuse: Claude is told them in the
 * description, as the SDK's own helpers do, and the answer is held to them afterwards.
 */
const noted = (
  'minimum maximum exclusiveMinimum exclusiveMaximum multipleOf ' +
  'minLength maxLength contentEncoding contentMediaType ' +
  'maxItems uniqueItems contains minContains maxContains ' +
  'minProperties maxProperties propertyNames ' +
  'dependentRequired dependentSchemas dependencies not if then else examples'
).split(' ');

/** A schema's description with all that it demands and structured outputs cannot. */
export function noteConstraints(schema: JsonSchema): string | undefined {
  const { description, format, pattern, minItems } = schema;
  const demands = Object.fromEntries([
    ...noted.filter((key) => Object.hasOwn(schema, key)).map((key) => [key, schema[key]] as const),
    ...(isKept('format', format) ? [] : [['format', format] as const]),
    ...(isKept('pattern', pattern) ? [] : [['pattern', pattern] as const]),
    ...(typeof minItems === 'number' && minItems > 1 ? [['minItems', minItems] as const] : []),
  ]);
  const said = typeof description === 'string' ? description : undefined;
  return joinNotes(said, Object.keys(demands).length > 0 ? demandNote(demands) : undefined);
}

export function demandNote(demands: unknown): string {
  return `Must satisfy ${JSON.stringify(demands)}.`;
}

export function joinNotes(...notes: (string | undefined)[]): string | undefined {
  const said = [...new Set(notes.filter((note) => note !== undefined && note !== ''))];
  return said.length > 0 ? said.join(' ') : undefined;
}

/** What may stay as it is: a format of the list, a pattern that a grammar without memory can follow. */
export function isKept(keyword: 'format' | 'pattern', value: unknown): boolean {
  if (value === undefined) return true;
  if (typeof value !== 'string') return false;
  if (keyword === 'format') return formats.has(value);
  // No lookaround, no named or numbered references, no word boundaries, no Unicode classes.
  return !/\(\?(?!:)|\\[1-9bBkpP]|[*+?}]\?/.test(value);
}

import { type JsonSchema, requiredOf, typesOf } from './json-schema.ts';

/** A keyword that no value can satisfy together with another one beside it. */
interface Contradiction {
  readonly keyword: string;
  readonly message: string;
}

/** Bounds of which the first may not be above the second; nor equal, where one shuts its number out. */
const bounds = [
  ['minimum', 'maximum', false],
  ['minimum', 'exclusiveMaximum', true],
  ['exclusiveMinimum', 'maximum', true],
  ['exclusiveMinimum', 'exclusiveMaximum', true],
  ['minLength', 'maxLength', false],
  ['minItems', 'maxItems', false],
  ['minContains', 'maxContains', false],
  ['minProperties', 'maxProperties', false],
] as const;

/** What in one part of a schema, as it stands, no value could ever fit: Claude would be paid in vain. */
export function contradictions(schema: JsonSchema): Contradiction[] {
  return [
    ...bounds.flatMap(([low, high, isOpen]) => crossed(schema, low, high, isOpen)),
    ...tooFew(schema),
    ...unfit(schema),
  ];
}

function crossed(schema: JsonSchema, low: string, high: string, isOpen: boolean): Contradiction[] {
  const [least, most] = [schema[low], schema[high]];
  if (typeof least !== 'number' || typeof most !== 'number') return [];
  if (isOpen ? least < most : least <= most) return [];
  const message = `is ${least}, and \`${high}\` beside it is ${most}: no value would fit both`;
  return [{ keyword: low, message }];
}

function tooFew(schema: JsonSchema): Contradiction[] {
  const most = schema['maxProperties'];
  const required = new Set(requiredOf(schema)).size;
  if (typeof most !== 'number' || required <= most) return [];
  const message = `is ${most}, and \`required\` beside it names ${required}: no value would fit both`;
  return [{ keyword: 'maxProperties', message }];
}

/** `const` and `enum` none of whose values is allowed by what stands beside them. */
function unfit(schema: JsonSchema): Contradiction[] {
  const { enum: listed } = schema;
  if ('const' in schema) {
    const isListed =
      !Array.isArray(listed) || listed.some((value) => isSame(value, schema['const']));
    if (isListed && isAllowed(schema['const'], schema)) return [];
    return [{ keyword: 'const', message: NOT_ALLOWED }];
  }
  if (!Array.isArray(listed)) return [];
  if (listed.some((value) => isAllowed(value, schema))) return [];
  const message = listed.length === 0 ? 'is empty: no value would fit' : NOT_ALLOWED;
  return [{ keyword: 'enum', message }];
}

const NOT_ALLOWED = 'is not allowed by what stands beside it: no value would fit both';

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function isAllowed(value: unknown, schema: JsonSchema): boolean {
  const types = typesOf(schema);
  const nullable = schema['nullable'] === true ? ['null'] : [];
  const own = typesOfValue(value);
  if (types.length > 0 && ![...types, ...nullable].some((type) => own.includes(type))) return false;
  if (typeof value === 'number') return isWithin(value, schema);
  if (typeof value !== 'string') return true;
  const length = Array.from(value).length;
  return (
    length >= numberOf(schema, 'minLength', 0) && length <= numberOf(schema, 'maxLength', length)
  );
}

function isWithin(value: number, schema: JsonSchema): boolean {
  return (
    value >= numberOf(schema, 'minimum', value) &&
    value <= numberOf(schema, 'maximum', value) &&
    value > numberOf(schema, 'exclusiveMinimum', -Infinity) &&
    value < numberOf(schema, 'exclusiveMaximum', Infinity)
  );
}

function numberOf(schema: JsonSchema, keyword: string, otherwise: number): number {
  const value = schema[keyword];
  return typeof value === 'number' ? value : otherwise;
}

function typesOfValue(value: unknown): string[] {
  if (value === null) return ['null'];
  if (Array.isArray(value)) return ['array'];
  if (typeof value === 'number') {
    return Number.isInteger(value) ? ['integer', 'number'] : ['number'];
  }
  return [typeof value];
}

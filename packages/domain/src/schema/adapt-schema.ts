import { adaptWhole } from './adapt-part.ts';
import type { Adapting, SchemaMistake } from './adapting.ts';
import { isSchema, type JsonSchema, propertiesOf, requiredOf } from './json-schema.ts';

/** Properties that may be left out, over a whole schema (structured outputs page, August 2026). */
const MAX_OPTIONAL = 24;
/** Properties of several types, so also nullable ones, over a whole schema (same page). */
const MAX_UNIONS = 16;
/** Deeper is nobody's document, and would be an attack on the stack. */
const MAX_DEPTH = 64;
/** A schema is sent, and paid for, with every page. */
const MAX_CHARACTERS = 64_000;

type Adaptation =
  | { readonly isAdapted: true; readonly schema: Record<string, unknown> }
  | { readonly isAdapted: false; readonly mistakes: readonly SchemaMistake[] };

/**
 * A client's JSON Schema as structured outputs take it (`output_config.format`): references and
 * `allOf` written out, `oneOf` as `anyOf`, objects closed, and what is not in the supported subset
 * moved into descriptions. It is never stricter than the original but for what a closed object cannot
 * express; answers are still held to the original.
 * @returns all places at which it cannot be asked for, where there are any
 */
export function adaptSchema(schema: JsonSchema): Adaptation {
  if (isDeeperThan(MAX_DEPTH, schema)) return refused(`is nested deeper than ${MAX_DEPTH} levels`);
  if (JSON.stringify(schema).length > MAX_CHARACTERS) {
    return refused(`is longer than ${MAX_CHARACTERS} characters`);
  }
  const context: Adapting = { root: schema, refs: [], mistakes: [], size: { parts: 0 } };
  const adapted = adaptWhole(schema, [], context);
  if (context.mistakes.length > 0) return { isAdapted: false, mistakes: context.mistakes };
  const { optional, unions } = tally(adapted);
  if (optional > MAX_OPTIONAL) {
    return refused(
      `has ${optional} properties that may be left out, of at most ${MAX_OPTIONAL}: make them required`,
    );
  }
  if (unions > MAX_UNIONS) {
    return refused(
      `has ${unions} properties of several types, null included, of at most ${MAX_UNIONS}: ` +
        'give them one type, or ask for several documents',
    );
  }
  if (JSON.stringify(adapted).length > MAX_CHARACTERS) {
    return refused(`is longer than ${MAX_CHARACTERS} characters, references written out`);
  }
  return { isAdapted: true, schema: adapted };
}

function refused(message: string): Adaptation {
  return { isAdapted: false, mistakes: [{ path: [], message }] };
}

function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeperThan(levels - 1, inner));
}

interface Tally {
  readonly optional: number;
  readonly unions: number;
}

function tally(schema: unknown): Tally {
  if (!isSchema(schema)) return { optional: 0, unions: 0 };
  const required = new Set(requiredOf(schema));
  const properties = Object.entries(propertiesOf(schema));
  const own: Tally = {
    optional: properties.filter(([name]) => !required.has(name)).length,
    unions: properties.filter(([, property]) => isUnion(property)).length,
  };
  const members: unknown[] = Array.isArray(schema['anyOf']) ? schema['anyOf'] : [];
  const inner = [...properties.map(([, property]) => property), schema['items'], ...members];
  return inner
    .map(tally)
    .reduce(
      (sum, one) => ({ optional: sum.optional + one.optional, unions: sum.unions + one.unions }),
      own,
    );
}

function isUnion(schema: unknown): boolean {
  return isSchema(schema) && (Array.isArray(schema['type']) || 'anyOf' in schema);
}

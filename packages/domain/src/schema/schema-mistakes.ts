import { adaptSchema } from './adapt-schema.ts';
import type { SchemaMistake } from './adapting.ts';
import { examineParts } from './examine-parts.ts';
import type { JsonSchema } from './json-schema.ts';
import { openValidator } from './open-validator.ts';

/** Shared, since it takes longest to get to know JSON Schema itself. */
const validator = openValidator();

/**
 * All that speaks against a client's schema before anything is paid: it cannot be asked for, or the
 * validator cannot read it, and then no answer could be held to it.
 */
export function schemaMistakes(schema: JsonSchema): readonly SchemaMistake[] {
  const adaptation = adaptSchema(schema);
  const mistakes = adaptation.isAdapted ? [] : adaptation.mistakes;
  // Of one that is too large as a whole nothing more is looked at.
  const isBounded = mistakes.every(({ path }) => path.length > 0);
  const found = isBounded ? [...mistakes, ...besides(mistakes, examineParts(schema))] : mistakes;
  if (found.length > 0) return found;
  const readable = withoutDialect(schema);
  try {
    validator.compile(readable);
    return [];
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return [{ path: [], message: `is no JSON Schema: ${why.slice(0, 300)}` }];
  } finally {
    // Kept, it would stay in memory, and its `$id` would be taken for the next one that has it.
    validator.removeSchema(readable);
  }
}

/** The second list without the places of the first: one mistake at a place is told once. */
function besides(
  known: readonly SchemaMistake[],
  more: readonly SchemaMistake[],
): readonly SchemaMistake[] {
  const places = new Set(known.map(({ path }) => path.join('/')));
  return more.filter(({ path }) => !places.has(path.join('/')));
}

/**
 * The schema without the name of its dialect. Generators write draft 7 there, whose rules are the
 * same for all that is taken here, and the validator would refuse to read it.
 */
export function withoutDialect(schema: JsonSchema): Record<string, unknown> {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => key !== '$schema'));
}

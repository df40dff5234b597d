import { isSchema, type JsonSchema, propertiesOf } from '../schema/json-schema.ts';
import { alternativesOf } from './alternatives-of.ts';
import { habitsIn, type Habits } from './habits.ts';
import { normaliseText } from './normalise-text.ts';
import type { Repair } from './repair.ts';

/**
 * Brings an answer's data nearer to its schema where a rule says beyond doubt what is meant: the
 * case of enum values, which structured outputs do not guarantee, and numbers and days that came as
 * they are printed. What fits already is left alone, and so is whatever could mean two things.
 * Belongs between the parsing of an answer and its validation.
 * @param schema what the client asked for, not the adapted one
 */
export function normaliseData(
  data: unknown,
  schema: JsonSchema,
): { readonly data: unknown; readonly changes: readonly Repair[] } {
  const texts: { readonly text: string; readonly alternatives: readonly JsonSchema[] }[] = [];
  const start: Place = { pointer: '', alternatives: alternativesOf(schema, schema) };
  rewrite(data, start, schema, (text, { alternatives }) => {
    texts.push({ text, alternatives });
    return text;
  });
  const habits: Habits = habitsIn(texts);
  const changes: Repair[] = [];
  const normalised = rewrite(data, start, schema, (from, { pointer, alternatives }) => {
    const change = normaliseText(from, alternatives, habits);
    if (change === null) return from;
    changes.push({ pointer, from, ...change });
    return change.to;
  });
  return { data: normalised, changes };
}

interface Place {
  readonly pointer: string;
  /** The plain schemas of which the value must fit one. */
  readonly alternatives: readonly JsonSchema[];
}

/** Data with each of its texts replaced; a text in a place that the schema does not know stays. */
function rewrite(
  value: unknown,
  place: Place,
  root: JsonSchema,
  replace: (text: string, place: Place) => unknown,
): unknown {
  if (typeof value === 'string') {
    return place.alternatives.length > 0 ? replace(value, place) : value;
  }
  const inside = (name: string | number, schemas: readonly unknown[]): Place => ({
    pointer: `${place.pointer}/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`,
    alternatives: schemas.flatMap((schema) => alternativesOf(schema, root)),
  });
  if (Array.isArray(value)) {
    const items = place.alternatives.map((schema) => schema['items']);
    return value.map((item, at) => rewrite(item, inside(at, items), root, replace));
  }
  if (!isSchema(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => {
      const schemas = place.alternatives
        .map(propertiesOf)
        .filter((properties) => Object.hasOwn(properties, name))
        .map((properties) => properties[name]);
      return [name, rewrite(part, inside(name, schemas), root, replace)];
    }),
  );
}

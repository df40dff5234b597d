import { isSchema, resolveRef } from '../request/check-schema.ts';
import { fillArray } from './fill-array.ts';
import { fillScalar } from './fill-scalar.ts';
import { found, missing, type Found } from './found.ts';
import type { Schema, Source } from './source.ts';
import { isValid } from './is-valid.ts';

/**
 * A value of the schema with what simple rules find in the text: labels beside names, rows of
 * numbers for lists. What is not there is null where the schema allows it, and empty otherwise.
 */
export function fillSchema(schema: Schema, text: string): unknown {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const { value } = fill(schema, '', { root: schema, text, lines });
  if (isValid(schema, value)) return value;
  // A pattern or a format nothing on the page satisfies: the same without anything found.
  return fill(schema, '', { root: schema, text: '', lines: [] }).value;
}

/** Fills one part of a schema; `name` is the property it stands under. */
function fill(schema: unknown, name: string, source: Source): Found {
  if (!isSchema(schema)) return missing(null);
  const ref = schema['$ref'];
  if (typeof ref === 'string') return fill(resolveRef(ref, source.root), name, source);
  if ('const' in schema) return found(schema['const']);
  if (Array.isArray(schema['enum'])) return fillEnum(schema['enum'], source);
  if (Array.isArray(schema['allOf'])) {
    const members: unknown[] = schema['allOf'];
    const { allOf: _, ...rest } = schema;
    return fill(Object.assign({}, rest, ...members.filter(isSchema)), name, source);
  }
  const members = alternatives(schema);
  if (members === undefined) return fillTyped(schema, name, source);
  const filled = members
    .filter((member) => member['type'] !== 'null')
    .map((member) => fill(member, name, source));
  const hit = filled.find(({ isFound }) => isFound);
  if (hit !== undefined) return hit;
  const isNullable = members.some((member) => member['type'] === 'null');
  return isNullable ? missing(null) : (filled[0] ?? missing(null));
}

/** The members of a union, whether written as `anyOf` or as a list of types. */
function alternatives(schema: Schema): Schema[] | undefined {
  const { anyOf, type } = schema;
  if (Array.isArray(anyOf)) return anyOf.filter(isSchema);
  if (Array.isArray(type)) return type.map((one: unknown) => ({ ...schema, type: one }));
  return undefined;
}

function fillTyped(schema: Schema, name: string, source: Source): Found {
  switch (schema['type']) {
    case 'object':
      return fillObject(schema, source);
    case 'array':
      return fillArray(schema, name, source, fill);
    default:
      return fillScalar(schema, name, source);
  }
}

/** Required properties first, as the API writes them; optional ones only when they were found. */
function fillObject(schema: Schema, source: Source): Found {
  const properties = isSchema(schema['properties']) ? schema['properties'] : {};
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  const names = Object.keys(properties);
  const ordered = [
    ...names.filter((name) => required.includes(name)),
    ...names.filter((name) => !required.includes(name)),
  ];
  const filled = ordered
    .map((name) => ({ name, ...fill(properties[name], name, source) }))
    .filter(({ name, isFound }) => isFound || required.includes(name));
  const value = Object.fromEntries(filled.map(({ name, value: part }) => [name, part]));
  return { value, isFound: filled.some(({ isFound }) => isFound) };
}

/** A value that is named in the text, else one that means none of them, else the first. */
function fillEnum(values: readonly unknown[], { text }: Source): Found {
  const lower = text.toLowerCase();
  const named = values.find(
    (value) => typeof value === 'string' && value !== '' && lower.includes(value.toLowerCase()),
  );
  if (named !== undefined) return found(named);
  const none = values.find(
    (value) =>
      value === null || (typeof value === 'string' && /^(other|unknown|none)$/i.test(value)),
  );
  return missing(none ?? values[0]);
}

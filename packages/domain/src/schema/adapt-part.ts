import { type Adapting, isOneTooMany, refuse, REFUSED, type SchemaMistake } from './adapting.ts';
import { finishPart } from './finish-part.ts';
import { isSchema, type JsonSchema, propertiesOf, requiredOf } from './json-schema.ts';
import { isSilent, mergeParts } from './merge-parts.ts';
import { demandNote, isKept, joinNotes, noteConstraints } from './note-constraints.ts';
import { resolveRef } from './resolve-ref.ts';

type Path = SchemaMistake['path'];

const typeNames = ['object', 'array', 'string', 'integer', 'number', 'boolean', 'null'];

/** A part by itself: what it says about its value is complete. */
export function adaptWhole(schema: unknown, path: Path, context: Adapting): JsonSchema {
  if (!isSchema(schema)) return refuse(ANY_VALUE, path, context);
  return finishPart(adaptPart(schema, path, context), schema, path, context);
}

const ANY_VALUE = 'takes any value, which cannot be asked for: say which type it has';

/** A part that may only add to another beside it: `allOf`, a reference with keywords next to it. */
function adaptPart(schema: JsonSchema, path: Path, context: Adapting): JsonSchema {
  if (isOneTooMany(context)) return REFUSED;
  refuseUnsupported(schema, path, context);
  let part = adaptOwn(schema, path, context);
  const { $ref: ref, allOf } = schema;
  if (typeof ref === 'string') {
    part = mergeParts(followRef(ref, [...path, '$ref'], context), part, path, context);
  }
  if (Array.isArray(allOf)) {
    for (const [at, member] of allOf.entries()) {
      const here = [...path, 'allOf', at];
      const one = isSchema(member)
        ? adaptPart(member, here, context)
        : refuse(ANY_VALUE, here, context);
      part = mergeParts(part, one, here, context);
    }
  }
  for (const keyword of ['anyOf', 'oneOf']) {
    const members = schema[keyword];
    if (Array.isArray(members)) part = unite(part, members, [...path, keyword], context);
  }
  return part;
}

function followRef(ref: string, path: Path, context: Adapting): JsonSchema {
  if (context.refs.includes(ref)) {
    return refuse(`is recursive (${ref}): write out as many levels as you need`, path, context);
  }
  const target = resolveRef(ref, context.root);
  if (target === null) {
    return refuse(`points outside this schema (${ref}): put it under $defs`, path, context);
  }
  if (!isSchema(target.value)) return refuse(ANY_VALUE, target.path, context);
  return adaptPart(target.value, target.path, { ...context, refs: [...context.refs, ref] });
}

/** Adds a union: each member together with what holds beside it. `oneOf` is checked afterwards. */
function unite(part: JsonSchema, members: unknown[], path: Path, context: Adapting): JsonSchema {
  const parts = members.map((member, at) =>
    isSchema(member)
      ? adaptPart(member, [...path, at], context)
      : refuse(ANY_VALUE, [...path, at], context),
  );
  const onlyDemands = parts.every((one) => isSilent(one) || isOnlyRequired(one));
  if (onlyDemands && !isSilent(part)) {
    const description = joinNotes(
      typeof part['description'] === 'string' ? part['description'] : undefined,
      demandNote({ [path.at(-1) ?? 'anyOf']: members }),
    );
    return { ...part, description };
  }
  const { description, title, default: preset, ...demands } = part;
  const both = parts.map((one, at) =>
    finishPart(
      mergeParts(demands, one, [...path, at], context),
      isSchema(members[at]) ? members[at] : {},
      [...path, at],
      context,
    ),
  );
  const [only] = both;
  const union = both.length === 1 && only !== undefined ? only : { anyOf: both };
  const notes = { description, title, default: preset };
  return {
    ...Object.fromEntries(Object.entries(notes).filter(([, note]) => note !== undefined)),
    ...union,
  };
}

function isOnlyRequired(part: JsonSchema): boolean {
  return Object.keys(part).every((key) => ['required', 'description', 'title'].includes(key));
}

/** What a schema says itself, without the schemas it is composed of. */
function adaptOwn(schema: JsonSchema, path: Path, context: Adapting): JsonSchema {
  const part: Record<string, unknown> = {};
  if (typeof schema['title'] === 'string') part['title'] = schema['title'];
  const description = noteConstraints(schema);
  if (description !== undefined) part['description'] = description;
  const types = adaptTypes(schema, path, context);
  if (types.length > 0) part['type'] = types.length === 1 ? types[0] : types;
  if ('const' in schema) part['enum'] = primitives([schema['const']], [...path, 'const'], context);
  if ('enum' in schema) part['enum'] = primitives(schema['enum'], [...path, 'enum'], context);
  for (const keyword of ['format', 'pattern'] as const) {
    if (keyword in schema && isKept(keyword, schema[keyword])) part[keyword] = schema[keyword];
  }
  if ('default' in schema) part['default'] = schema['default'];
  const { minItems, items } = schema;
  if (typeof minItems === 'number' && minItems > 0) part['minItems'] = 1;
  if (items !== undefined && !Array.isArray(items)) {
    part['items'] = adaptWhole(items, [...path, 'items'], context);
  }
  if (isSchema(schema['properties'])) {
    part['properties'] = Object.fromEntries(
      Object.entries(propertiesOf(schema))
        // What must not be there is not asked for.
        .filter(([, property]) => property !== false)
        .map(([name, property]) => [
          name,
          adaptWhole(property, [...path, 'properties', name], context),
        ]),
    );
    // Told from an open object only while parts are merged: in the end all are closed.
    if (schema['additionalProperties'] === false) part['additionalProperties'] = false;
  }
  const required = requiredOf(schema);
  if (required.length > 0) part['required'] = [...new Set(required)];
  return part;
}

function adaptTypes(schema: JsonSchema, path: Path, context: Adapting): string[] {
  const { type } = schema;
  const names: unknown[] = type === undefined ? [] : Array.isArray(type) ? type : [type];
  const known = names.filter((name) => typeof name === 'string' && typeNames.includes(name));
  if (known.length < names.length) {
    refuse(`takes a type of ${typeNames.join(', ')}`, [...path, 'type'], context);
  }
  // OpenAPI 3.0 writes null so, and the validator takes it.
  const nullable = schema['nullable'] === true && known.length > 0 ? ['null'] : [];
  return [...new Set([...known.map(String), ...nullable])];
}

function primitives(values: unknown, path: Path, context: Adapting): unknown[] {
  const isFine =
    Array.isArray(values) &&
    values.length > 0 &&
    values.every((value) => value === null || typeof value !== 'object');
  if (!isFine) {
    refuse('takes texts, numbers, true, false or null, and at least one', path, context);
    return [null];
  }
  return [...new Set<unknown>(values)];
}

/** What would change the meaning if it were left out, and cannot be said otherwise. */
function refuseUnsupported(schema: JsonSchema, path: Path, context: Adapting): void {
  if (Array.isArray(schema['items']) || 'prefixItems' in schema) {
    const keyword = 'prefixItems' in schema ? 'prefixItems' : 'items';
    refuse(
      'is a list with a schema for each place: ask for an object',
      [...path, keyword],
      context,
    );
  }
  for (const keyword of ['additionalProperties', 'patternProperties'] as const) {
    const free = schema[keyword];
    if (isSchema(free) && Object.keys(free).length > 0) {
      const message = 'asks for fields with free names: ask for a list of {name, value} instead';
      refuse(message, [...path, keyword], context);
    }
  }
  for (const keyword of ['$dynamicRef', '$recursiveRef']) {
    if (keyword in schema) refuse('is not taken: use $ref', [...path, keyword], context);
  }
}

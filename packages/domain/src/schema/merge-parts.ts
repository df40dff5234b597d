import { type Adapting, isOneTooMany, refuse, REFUSED, type SchemaMistake } from './adapting.ts';
import { isSchema, type JsonSchema, propertiesOf, requiredOf, typesOf } from './json-schema.ts';
import { demandNote, joinNotes } from './note-constraints.ts';

type Path = SchemaMistake['path'];

/**
 * Two adapted parts that both hold, as one. `allOf` would say the same, but each of its members
 * would have to be closed to the properties of the others.
 */
export function mergeParts(
  a: JsonSchema,
  b: JsonSchema,
  path: Path,
  context: Adapting,
): JsonSchema {
  if (isOneTooMany(context)) return REFUSED;
  if (isSilent(a)) return withNotes(b, a);
  if (isSilent(b)) return withNotes(a, b);
  const [union, other] = Array.isArray(a['anyOf']) ? [a, b] : [b, a];
  const { anyOf } = union;
  if (Array.isArray(anyOf)) {
    if (Array.isArray(other['anyOf'])) {
      return refuse('is two unions that both hold: write them out as one', path, context);
    }
    const { description: _, title: __, ...demands } = other;
    const members = anyOf.filter(isSchema);
    return withNotes(
      { ...union, anyOf: members.map((one) => mergeParts(one, demands, path, context)) },
      other,
    );
  }
  return mergePlain(a, b, path, context);
}

/** Says nothing about the value itself. */
export function isSilent(part: JsonSchema): boolean {
  return ['type', 'enum', 'anyOf', 'properties', 'required', 'items', 'format', 'pattern'].every(
    (key) => !Object.hasOwn(part, key),
  );
}

function withNotes(part: JsonSchema, beside: JsonSchema): JsonSchema {
  const description = joinNotes(text(part['description']), text(beside['description']));
  return {
    ...('title' in beside ? { title: beside['title'] } : {}),
    ...part,
    ...(description === undefined ? {} : { description }),
  };
}

function mergePlain(a: JsonSchema, b: JsonSchema, path: Path, context: Adapting): JsonSchema {
  const contradiction = (): JsonSchema =>
    refuse('contradicts itself: no value would fit all of it', path, context);
  const merged: Record<string, unknown> = { ...a, ...b, ...withNotes({}, a) };
  const notes = [text(a['description']), text(b['description'])];

  if ('type' in a && 'type' in b) {
    const types = commonTypes(typesOf(a), typesOf(b));
    if (types.length === 0) return contradiction();
    merged['type'] = types.length === 1 ? types[0] : types;
  }
  const [enumA, enumB] = [a['enum'], b['enum']];
  if (Array.isArray(enumA) && Array.isArray(enumB)) {
    merged['enum'] = enumA.filter((value) => enumB.includes(value));
    if (enumA.every((value) => !enumB.includes(value))) return contradiction();
  }
  for (const keyword of ['format', 'pattern'] as const) {
    if (keyword in a && keyword in b && a[keyword] !== b[keyword]) {
      notes.push(demandNote({ [keyword]: a[keyword] }));
    }
  }
  if (isSchema(a['items']) && isSchema(b['items'])) {
    merged['items'] = mergeParts(a['items'], b['items'], [...path, 'items'], context);
  }
  if ('minItems' in a || 'minItems' in b) {
    merged['minItems'] = Math.max(Number(a['minItems'] ?? 0), Number(b['minItems'] ?? 0));
  }
  if ('properties' in a || 'properties' in b) {
    merged['properties'] = mergeProperties(a, b, path, context);
  }
  const required = [...new Set([...requiredOf(a), ...requiredOf(b)])];
  if (required.length > 0) merged['required'] = required;
  const description = joinNotes(...notes);
  if (description !== undefined) merged['description'] = description;
  return merged;
}

function mergeProperties(
  a: JsonSchema,
  b: JsonSchema,
  path: Path,
  context: Adapting,
): Record<string, unknown> {
  const [ofA, ofB] = [propertiesOf(a), propertiesOf(b)];
  const names = [...new Set([...Object.keys(ofA), ...Object.keys(ofB)])];
  return Object.fromEntries(
    names.map((name) => {
      const here = [...path, 'properties', name];
      const [one, other] = [own(ofA, name), own(ofB, name)];
      if (one && other) return [name, mergeParts(one, other, here, context)];
      const isShutOut = (one ? b : a)['additionalProperties'] === false;
      // The original would refuse each answer that has it, after the answer was paid for.
      if (isShutOut)
        refuse('is shut out by `additionalProperties: false` beside it', here, context);
      return [name, one ?? other ?? REFUSED];
    }),
  );
}

function own(properties: Record<string, unknown>, name: string): JsonSchema | undefined {
  const value = Object.hasOwn(properties, name) ? properties[name] : undefined;
  return isSchema(value) ? value : undefined;
}

/** Types in both lists; an integer is a number. */
function commonTypes(a: readonly string[], b: readonly string[]): string[] {
  return [...new Set([...a, ...b])].filter((type) => covers(a, type) && covers(b, type));
}

function covers(types: readonly string[], type: string): boolean {
  return types.includes(type) || (type === 'integer' && types.includes('number'));
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

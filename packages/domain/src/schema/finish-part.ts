import { type Adapting, refuse, REFUSED, type SchemaMistake } from './adapting.ts';
import { type JsonSchema, propertiesOf, requiredOf, typesOf } from './json-schema.ts';

/**
 * Makes an adapted part complete: a type, closed objects, lists that say of what. An object without
 * properties is refused, since closed as it has to be it could only come back empty.
 * @param original what it was adapted from, for a type that goes without saying
 */
export function finishPart(
  part: JsonSchema,
  original: JsonSchema,
  path: SchemaMistake['path'],
  context: Adapting,
): JsonSchema {
  if (Array.isArray(part['anyOf'])) return part;
  const implied =
    typesOf(part).length > 0 || 'enum' in part ? undefined : impliedType(part, original);
  const types = implied === undefined ? typesOf(part) : [implied];
  if (types.length === 0 && !('enum' in part)) {
    if (isRefusedWithin(path, context)) return REFUSED;
    return refuse('says nothing of its type, which cannot be asked for: name it', path, context);
  }
  const {
    properties: _,
    required: __,
    additionalProperties: ___,
    items,
    minItems,
    ...plain
  } = part;
  const finished: Record<string, unknown> = { ...plain };
  if (implied !== undefined) finished['type'] = implied;
  if (types.includes('object')) Object.assign(finished, closedObject(part, path, context));
  if (types.includes('array')) {
    if (items === undefined) refuse('is a list of anything: say of what by `items`', path, context);
    Object.assign(finished, { items }, minItems === undefined ? {} : { minItems });
  }
  return finished;
}

function closedObject(
  part: JsonSchema,
  path: SchemaMistake['path'],
  context: Adapting,
): JsonSchema {
  const properties = propertiesOf(part);
  const required = requiredOf(part);
  if (Object.keys(properties).length === 0 && !isRefusedWithin(path, context)) {
    refuse('is an object without named properties, which could only be empty', path, context);
  }
  for (const name of required.filter((one) => !Object.hasOwn(properties, one))) {
    const message = `names ${JSON.stringify(name)}, which is not among the properties`;
    refuse(message, [...path, 'required'], context);
  }
  return { properties, required, additionalProperties: false };
}

function impliedType(part: JsonSchema, original: JsonSchema): string | undefined {
  const says = (...keywords: string[]): boolean => keywords.some((keyword) => keyword in original);
  if ('properties' in part) return 'object';
  if ('items' in part) return 'array';
  if (says('pattern', 'format', 'minLength', 'maxLength')) return 'string';
  if (says('minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'))
    return 'number';
  return undefined;
}

/** Whether something inside was refused already, of which what is missing here may only follow. */
function isRefusedWithin(path: SchemaMistake['path'], { mistakes }: Adapting): boolean {
  return mistakes.some((known) => path.every((part, at) => known.path[at] === part));
}

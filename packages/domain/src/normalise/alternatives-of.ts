import { isSchema, type JsonSchema, propertiesOf, typesOf } from '../schema/json-schema.ts';
import { resolveRef } from '../schema/resolve-ref.ts';

/** More ways to be right than this, and none of them is told: then nothing is normalised there. */
const MAX_ALTERNATIVES = 64;
const MAX_DEPTH = 32;

/**
 * All plain schemas of which a value must fit one: references followed, `allOf` joined, unions taken
 * apart. Empty where the schema is none, or too intricate to say.
 */
export function alternativesOf(schema: unknown, root: JsonSchema, depth = 0): JsonSchema[] {
  if (!isSchema(schema) || depth > MAX_DEPTH) return [];
  const { $ref: ref, allOf, anyOf, oneOf, ...own } = schema;
  let found: JsonSchema[] = [own];
  const hold = (beside: JsonSchema[]): void => {
    found = found.flatMap((one) => beside.map((other) => joined(one, other)));
    if (found.length > MAX_ALTERNATIVES) found = [];
  };
  const inside = (member: unknown): JsonSchema[] => alternativesOf(member, root, depth + 1);
  if (typeof ref === 'string') hold(inside(resolveRef(ref, root)?.value));
  if (Array.isArray(allOf)) for (const member of allOf) hold(inside(member));
  for (const union of [anyOf, oneOf]) if (Array.isArray(union)) hold(union.flatMap(inside));
  return found;
}

/** Both at once. */
function joined(a: JsonSchema, b: JsonSchema): JsonSchema {
  const both: Record<string, unknown> = { ...a, ...b };
  if ('type' in a && 'type' in b) {
    const [inA, inB] = [typesOf(a), typesOf(b)];
    both['type'] = inA.filter((type) => inB.includes(type));
  }
  if (Array.isArray(a['enum']) && Array.isArray(b['enum'])) {
    const inB: unknown[] = b['enum'];
    both['enum'] = a['enum'].filter((value) => inB.includes(value));
  }
  const [ofA, ofB] = [propertiesOf(a), propertiesOf(b)];
  const shared = Object.keys(ofB).filter((name) => Object.hasOwn(ofA, name));
  const properties = {
    ...ofA,
    ...ofB,
    ...Object.fromEntries(shared.map((name) => [name, { allOf: [ofA[name], ofB[name]] }])),
  };
  return Object.keys(properties).length > 0 ? { ...both, properties } : both;
}

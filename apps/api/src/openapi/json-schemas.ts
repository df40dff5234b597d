import { z } from 'zod';
import type { JsonSchema } from './operation.ts';

export interface JsonSchemas {
  /** Named ones, as they stand under `components`. */
  readonly components: Readonly<Record<string, JsonSchema>>;
  /** A schema where it is used: a reference where it is a named one. @throws TypeError for an unknown one */
  of(schema: z.ZodType): JsonSchema;
}

/**
 * The JSON Schemas of zod schemas, in which those with a name refer to each other.
 * @param named by their names under `components`
 * @param io `input` for what is asked, `output` for what is answered: a default is filled in between
 */
export function jsonSchemas(
  named: Readonly<Record<string, z.ZodType>>,
  unnamed: Iterable<z.ZodType>,
  io: 'input' | 'output',
): JsonSchemas {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(named)) registry.add(schema, { id });
  const places = new Map<z.ZodType, string>();
  for (const schema of unnamed) {
    if (registry.has(schema)) continue;
    places.set(schema, `unnamed ${places.size}`);
    registry.add(schema, { id: `unnamed ${places.size - 1}` });
  }
  const { schemas } = z.toJSONSchema(registry, {
    io,
    uri: (id) => `#/components/schemas/${id}`,
    override: ({ zodSchema, jsonSchema }) => tidy(zodSchema, jsonSchema),
  });
  const found = (id: string): JsonSchema => {
    const { $schema: _dialect, $id: _address, id: _id, ...schema } = schemas[id] ?? {};
    // One that stands in another has to be named, or would be referred to where nothing is.
    const stray = /"#\/components\/schemas\/(unnamed \d+)"/.exec(JSON.stringify(schema));
    if (stray !== null) throw new TypeError(`${id} refers to a schema without a name`);
    return schema;
  };
  return {
    components: Object.fromEntries(Object.keys(named).map((id) => [id, found(id)])),
    of(schema) {
      const id = registry.get(schema)?.id;
      if (id === undefined) throw new TypeError('a schema that was not named beforehand');
      const place = places.get(schema);
      return place === undefined ? { $ref: `#/components/schemas/${id}` } : found(place);
    },
  };
}

/** Leaves out what says nothing to a reader, and what would forbid to add fields later. */
function tidy(zodSchema: z.core.$ZodTypes, schema: z.core.JSONSchema.BaseSchema): void {
  // Answers may get more fields; zod says of the plain objects it puts out that they have no others.
  if (zodSchema instanceof z.ZodObject && zodSchema.def.catchall === undefined) {
    delete schema.additionalProperties;
  }
  // Integers that a double can tell apart: all of them.
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  // Names of a record's fields are texts.
  if (typeof schema.propertyNames === 'object' && Object.keys(schema.propertyNames).length === 1) {
    delete schema.propertyNames;
  }
  // The format has its own name.
  if (schema.format !== undefined) delete schema.pattern;
}

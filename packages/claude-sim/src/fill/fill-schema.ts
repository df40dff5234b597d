import { isSchema, resolveRef } from '../request/check-schema.ts';

type Schema = Readonly<Record<string, unknown>>;

/** TEMP */
export function fillSchema(schema: Schema, text: string): unknown {
  return fill(schema, schema, text);
}

function fill(schema: unknown, root: Schema, text: string): unknown {
  if (!isSchema(schema)) return null;
  if (typeof schema['$ref'] === 'string') return fill(resolveRef(schema['$ref'], root), root, text);
  if ('const' in schema) return schema['const'];
  if (Array.isArray(schema['enum'])) return schema['enum'][0] as unknown;
  const type = Array.isArray(schema['type']) ? String(schema['type'][0]) : schema['type'];
  if (type === 'object' && isSchema(schema['properties'])) {
    return Object.fromEntries(
      Object.entries(schema['properties']).map(([k, v]) => [k, fill(v, root, text)]),
    );
  }
  if (type === 'string') return text;
  return type === 'array' ? [] : type === 'boolean' ? false : type === 'null' ? null : 0;
}

import { type JsonSchema, typesOf } from '../schema/json-schema.ts';

/** Whether a number may stand here, of any value. */
export function wantsNumber(alternatives: readonly JsonSchema[]): boolean {
  return alternatives.some((schema) => isOpen(schema) && hasType(schema, 'number', 'integer'));
}

/** Whether a day may stand here. */
export function wantsDay(alternatives: readonly JsonSchema[]): boolean {
  return alternatives.some((schema) => isOpen(schema) && schema['format'] === 'date');
}

/** Without a list of the values that are allowed. */
export function isOpen(schema: JsonSchema): boolean {
  return !('enum' in schema) && !('const' in schema);
}

export function hasType(schema: JsonSchema, ...wanted: string[]): boolean {
  return typesOf(schema).some((type) => wanted.includes(type));
}

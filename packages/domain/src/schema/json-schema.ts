/** A JSON Schema, or a part of one, as JSON holds it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

export function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The types a schema names, one or several; none where it names none. */
export function typesOf(schema: JsonSchema): string[] {
  const { type } = schema;
  const names: unknown[] = Array.isArray(type) ? type : [type];
  return names.filter((name) => typeof name === 'string');
}

/** The properties of an object's schema by name. */
export function propertiesOf(schema: JsonSchema): Record<string, unknown> {
  const { properties } = schema;
  return isSchema(properties) ? { ...properties } : {};
}

export function requiredOf({ required }: JsonSchema): string[] {
  return Array.isArray(required) ? required.filter((name) => typeof name === 'string') : [];
}

/** An object of a JSON text. */
export type Json = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What stands at a path of names, where that is an object. */
export function recordIn(value: unknown, ...names: readonly string[]): Json | undefined {
  const found = names.reduce<unknown>(
    (inner, name) => (isRecord(inner) ? inner[name] : undefined),
    value,
  );
  return isRecord(found) ? found : undefined;
}

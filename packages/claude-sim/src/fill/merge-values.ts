import { isSchema } from '../request/check-schema.ts';

/** One value out of several about parts of the same thing: lists joined, else the first that says something. */
export function mergeValues(values: readonly unknown[]): unknown {
  const said = values.filter((value) => !isNothing(value));
  const [first] = said;
  if (first === undefined) return values[0] ?? null;
  if (Array.isArray(first)) {
    return said.flatMap((value): unknown[] => (Array.isArray(value) ? value : []));
  }
  if (!isSchema(first)) return first;
  const objects = values.filter(isSchema);
  const names = [...new Set(objects.flatMap((object) => Object.keys(object)))];
  return Object.fromEntries(
    names.map((name) => [name, mergeValues(objects.map((object) => object[name] ?? null))]),
  );
}

/** What this stand-in writes for what it did not find. */
function isNothing(value: unknown): boolean {
  return value === null || value === '' || value === 0 || value === false;
}

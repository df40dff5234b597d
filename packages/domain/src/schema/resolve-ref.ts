import { isSchema, type JsonSchema } from './json-schema.ts';

/** What a reference inside the same schema points at, and the way there. */
interface RefTarget {
  readonly value: unknown;
  readonly path: readonly string[];
}

/** @returns null for what is no JSON pointer into this schema: another document, or an anchor */
export function resolveRef(ref: string, root: JsonSchema): RefTarget | null {
  if (ref !== '#' && !ref.startsWith('#/')) return null;
  const path = ref.split('/').slice(1).map(unescapePart);
  let value: unknown = root;
  for (const part of path) {
    if (Array.isArray(value)) value = value[Number(part)];
    else if (isSchema(value) && Object.hasOwn(value, part)) value = value[part];
    else return null;
  }
  return { value, path };
}

function unescapePart(part: string): string {
  return decoded(part).replaceAll('~1', '/').replaceAll('~0', '~');
}

/** In a `$ref` a pointer is part of a URL, so `%25` may stand for `%`. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

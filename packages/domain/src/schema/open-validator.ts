import { Ajv2020 } from 'ajv/dist/2020.js';
import { linearPatterns } from './linear-pattern.ts';

/**
 * A validator of JSON Schema 2020-12 on which no client's schema or answer can hang: patterns run in
 * linear time, and items are told apart by what they say instead of each from each.
 */
export function openValidator(): Ajv2020 {
  const validator = new Ajv2020({
    strict: false,
    validateFormats: false,
    code: { regExp: linearPatterns },
  });
  validator.removeKeyword('uniqueItems');
  return validator.addKeyword({
    keyword: 'uniqueItems',
    type: 'array',
    schemaType: 'boolean',
    error: { message: 'must NOT have duplicate items' },
    validate: (isDemanded: boolean, items: readonly unknown[]) =>
      !isDemanded || new Set(items.map(spelled)).size === items.length,
  });
}

/** The same text for values that JSON Schema takes for the same: the order of fields says nothing. */
function spelled(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

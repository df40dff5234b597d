import { isRecord } from './is-record.ts';

/**
 * Tells an answer of Quire's by some of its fields: enough to notice that something else answers at
 * the address. The rest is not checked again: the api writes it from the same types.
 */
export function hasFields<Body extends object>(
  ...names: readonly (keyof Body & string)[]
): (value: unknown) => value is Body {
  return (value): value is Body =>
    isRecord(value) && names.every((name) => value[name] !== undefined);
}

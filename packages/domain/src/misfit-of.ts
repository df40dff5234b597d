import type { ValidateFunction } from 'ajv/dist/2020.js';
import { openValidator } from './schema/open-validator.ts';

/** Schemas are compiled once; a backlog uses a handful, and this many are a few megabytes. */
const MOST_COMPILED = 100;
const compiled = new Map<string, ValidateFunction | null>();

/**
 * Says where a value does not fit a JSON Schema (2020-12; what the validator does not know of it,
 * such as formats, is not checked).
 * @returns null where it fits, or where the schema itself cannot be read: Claude judged it then
 */
export function misfitOf(value: unknown, schema: Record<string, unknown>): string | null {
  const validate = validatorOf(schema);
  if (validate === null || validate(value)) return null;
  const [first] = validate.errors ?? [];
  return `${first?.instancePath || 'the answer'} ${first?.message ?? 'does not fit the schema'}`;
}

function validatorOf(schema: Record<string, unknown>): ValidateFunction | null {
  const key = JSON.stringify(schema);
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const validate = compile(schema);
  if (compiled.size >= MOST_COMPILED) compiled.clear();
  compiled.set(key, validate);
  return validate;
}

function compile(schema: Record<string, unknown>): ValidateFunction | null {
  try {
    return openValidator().compile(schema);
  } catch {
    return null;
  }
}

import { Ajv, type ValidateFunction } from 'ajv';
import { linearPatterns } from '../request/linear-patterns.ts';

/** Compiled schemas kept: compiling takes milliseconds, and a run uses a handful. */
const MAX_COMPILED = 200;

const compiled = new Map<string, ValidateFunction>();

/** Whether a value is what the schema asks for. */
export function isValid(schema: Readonly<Record<string, unknown>>, value: unknown): boolean {
  const key = JSON.stringify(schema);
  let validate = compiled.get(key);
  if (validate === undefined) {
    if (compiled.size >= MAX_COMPILED) compiled.clear();
    // An instance for each: two schemas may carry the same `$id`.
    validate = new Ajv({
      strict: false,
      validateFormats: false,
      code: { regExp: linearPatterns },
    }).compile(schema);
    compiled.set(key, validate);
  }
  return validate(value);
}

import type { DocumentOptions } from '@quire/client';
import { documentOptions } from '@quire/domain';
import { UsageError } from './usage-error.ts';

interface OptionWords {
  /** `--options`: a JSON object. */
  readonly json?: string | undefined;
  /** `--option`: `name=value`, which win over the object. */
  readonly pairs?: readonly string[] | undefined;
  readonly preset?: string | undefined;
}

/**
 * A document's options, checked before anything is sent. A value is JSON where it can be, so that
 * `max_pages=5` is a number, and text where JSON does not fit, so that `pages=5` is one too.
 * @throws UsageError naming each mistake
 */
export function parseDocumentOptions({ json, pairs = [], preset }: OptionWords): DocumentOptions {
  const options = json === undefined ? {} : parseObject(json);
  const given = pairs.map(parsePair);
  for (const { path, text } of given) setAt(options, path, jsonOr(text));
  if (preset !== undefined) options['preset'] = preset;
  const read = documentOptions.safeParse(options);
  if (read.success) return read.data;
  for (const { path, text } of given) {
    const wantsText = read.error.issues.some(
      (issue) =>
        issue.code === 'invalid_type' &&
        issue.expected === 'string' &&
        issue.path.join('.') === path.join('.'),
    );
    if (wantsText) setAt(options, path, text);
  }
  const again = documentOptions.safeParse(options);
  if (again.success) return again.data;
  const mistakes = again.error.issues.map(
    ({ path, message }) => `${path.join('.') || 'options'}: ${message}`,
  );
  throw new UsageError(mistakes.join('; '));
}

function parseObject(text: string): Record<string, unknown> {
  const value = jsonOr(text);
  if (isObject(value)) return { ...value };
  throw new UsageError('--options takes a JSON object, such as \'{"pages":"1-3"}\'.');
}

function parsePair(pair: string): { readonly path: readonly string[]; readonly text: string } {
  const sign = pair.indexOf('=');
  const path = pair.slice(0, sign).split('.');
  if (sign > 0 && path.every(isName)) return { path, text: pair.slice(sign + 1) };
  throw new UsageError(`--option takes name=value, such as pages=1-3, not "${pair}".`);
}

/** `__proto__` would set every object's fields instead of one's own. */
function isName(part: string): boolean {
  return /^[\w-]+$/.test(part) && part !== '__proto__';
}

/** Sets `webhook.url` inside `webhook`, which is made where it is missing. */
function setAt(options: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [name = '', ...rest] = path;
  if (rest.length === 0) {
    options[name] = value;
    return;
  }
  const inside = options[name];
  const inner = isObject(inside) ? { ...inside } : {};
  setAt(inner, rest, value);
  options[name] = inner;
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

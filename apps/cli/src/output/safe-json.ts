import { visible } from './printable.ts';

/** JSON leaves these as they are, and a terminal would obey them. */
const LEFT_BY_JSON = /[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** One line of JSON that is the same value to a parser, and harmless to a terminal. */
export function safeJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(LEFT_BY_JSON, visible);
}

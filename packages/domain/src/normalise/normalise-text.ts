import type { JsonSchema } from '../schema/json-schema.ts';
import type { Habits } from './habits.ts';
import { isDay, readDay } from './read-day.ts';
import { readNumber } from './read-number.ts';
import type { Repair } from './repair.ts';
import { hasType, isOpen, wantsDay, wantsNumber } from './wants.ts';

type Change = Pick<Repair, 'to' | 'rule'>;

/** What is written where nothing is known. */
const NOTHING = /^(?:|-+|–|—|n\/?a|null|none)$/i;

/** @returns null where the text fits one of the alternatives, or no rule says for certain what it means */
export function normaliseText(
  text: string,
  alternatives: readonly JsonSchema[],
  habits: Habits,
): Change | null {
  if (alternatives.some((schema) => takes(schema, text))) return null;
  const changes = [
    repaired(text, alternatives),
    nothing(text, alternatives),
    wantsNumber(alternatives) ? asNumber(text, alternatives, habits) : null,
    wantsDay(alternatives) ? asDay(text, habits) : null,
  ].filter((change) => change !== null);
  return changes.length === 1 ? (changes[0] ?? null) : null;
}

function takes(schema: JsonSchema, text: string): boolean {
  if ('type' in schema && !hasType(schema, 'string')) return false;
  if (!isOpen(schema)) return wordsOf(schema).includes(text);
  return schema['format'] !== 'date' || isDay(text);
}

function wordsOf(schema: JsonSchema): string[] {
  const values: unknown[] = Array.isArray(schema['enum']) ? schema['enum'] : [schema['const']];
  return values.filter((value) => typeof value === 'string');
}

function repaired(text: string, alternatives: readonly JsonSchema[]): Change | null {
  const folded = fold(text);
  const like = new Set(alternatives.flatMap(wordsOf).filter((word) => fold(word) === folded));
  const [to] = like;
  // `m` and `M` may both be allowed, and mean different things.
  return like.size === 1 && to !== undefined ? { to, rule: 'enum-case' } : null;
}

function fold(word: string): string {
  return word.normalize('NFKC').trim().replaceAll(/\s+/g, ' ').toLowerCase();
}

function nothing(text: string, alternatives: readonly JsonSchema[]): Change | null {
  const takesNull = alternatives.some(
    (schema) =>
      hasType(schema, 'null') || (Array.isArray(schema['enum']) && schema['enum'].includes(null)),
  );
  return takesNull && NOTHING.test(text.trim()) ? { to: null, rule: 'nothing' } : null;
}

function asNumber(
  text: string,
  alternatives: readonly JsonSchema[],
  { decimalSign }: Habits,
): Change | null {
  const to = readNumber(text, decimalSign)?.value;
  if (to === undefined) return null;
  const takesFractions = alternatives.some((schema) => hasType(schema, 'number'));
  return takesFractions || Number.isInteger(to) ? { to, rule: 'number' } : null;
}

function asDay(text: string, { dayOrder }: Habits): Change | null {
  const to = readDay(text, dayOrder)?.day;
  return to === undefined ? null : { to, rule: 'day' };
}

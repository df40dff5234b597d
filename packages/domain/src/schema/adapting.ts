import type { JsonSchema } from './json-schema.ts';

/** Why a schema cannot be asked for: where in it, and what to write instead. */
export interface SchemaMistake {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** Most parts of a schema, references followed: bounds the work that a client may cause at the door. */
const MAX_PARTS = 2_000;

/** One schema being adapted: what was found wrong so far, and how much was looked at. */
export interface Adapting {
  readonly root: JsonSchema;
  /** The references being followed: meeting one again is a recursion. */
  readonly refs: readonly string[];
  readonly mistakes: SchemaMistake[];
  readonly size: { parts: number };
}

/** Stands where a part cannot be asked for, until all mistakes are found and the whole is refused. */
export const REFUSED: JsonSchema = { type: 'null' };

export function refuse(
  message: string,
  path: SchemaMistake['path'],
  { mistakes }: Adapting,
): JsonSchema {
  // A definition that is used twice is wrong once.
  const isKnown = mistakes.some(
    (known) => known.message === message && known.path.join('/') === path.join('/'),
  );
  if (!isKnown) mistakes.push({ path, message });
  return REFUSED;
}

/** Counts one more part. @returns whether it is one too many, which is then refused for the whole */
export function isOneTooMany(context: Adapting): boolean {
  context.size.parts += 1;
  if (context.size.parts <= MAX_PARTS) return false;
  refuse(
    `has more than ${MAX_PARTS} parts, references followed: ask for less at once`,
    [],
    context,
  );
  return true;
}

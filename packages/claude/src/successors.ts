/**
 * Whom to ask in a model's place once it retires: named by the deprecations page for Sonnet 4 and 4.5,
 * else the newest of its line in the price table (2026-11-22). Retired models have no price any more,
 * and are in here all the same, so that whoever names one is told where to go.
 */
const successors: readonly (readonly [retiring: RegExp, successor: string])[] = [
  [/^claude-haiku-4-5|^claude-3(?:-5)?-haiku/, 'claude-haiku-5-5'],
  [/^claude-sonnet-(?:4|5$)|^claude-3(?:-[57])?-sonnet/, 'claude-sonnet-5-5'],
  [/^claude-opus-(?:4|5$)|^claude-3-opus/, 'claude-opus-5-5'],
  [/^claude-fable-5(?:-1)?$/, 'claude-fable-5-2'],
];

/** The model that follows one that is old or gone; undefined for the newest, and for a stranger. */
export function successorOf(id: string): string | undefined {
  return successors.find(([retiring]) => retiring.test(id))?.[1];
}

/** For the end of a sentence about a model that cannot be called. */
export function successorHint(id: string): string {
  const successor = successorOf(id);
  return successor === undefined ? '' : `; its successor is ${successor}`;
}

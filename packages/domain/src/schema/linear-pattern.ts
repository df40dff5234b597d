import type { RegExpEngine } from 'ajv/dist/types/index.js';
import { RE2JS } from 're2js';

/** Longer than any pattern of a field; reading one is work at the door. */
const MAX_CHARACTERS = 1_000;
/** Steps of the compiled pattern; `^[A-Z]{2}\d{2}[A-Z0-9]{1,30}$` has about a hundred. */
const MAX_STEPS = 500;
/** Steps times characters that one match may take: 0.15 s on one core where the automaton grows worst. */
const MAX_WORK = 10_000_000;

type Reading =
  | { readonly isTaken: true; readonly pattern: RE2JS }
  | { readonly isTaken: false; readonly mistake: string };

/** Says why a client's `pattern` is not run here, and what to do; null where it is. */
export function patternMistake(source: string): string | null {
  const reading = read(source);
  return reading.isTaken ? null : reading.mistake;
}

/** Steps of a pattern that is taken: what each character of a text may cost. */
export function patternSteps(source: string): number {
  const reading = read(source);
  return reading.isTaken ? reading.pattern.programSize() : 0;
}

interface LinearPattern {
  readonly test: (text: string) => boolean;
  readonly toString: () => string;
}

/**
 * Ajv's way to a regular expression, in time linear in the text: the engine of JavaScript goes back
 * over what it read, and `^(([a-z ])+)+$` on forty letters would hold the process up for good.
 * A text too long for its pattern does not match it.
 * @throws where the pattern is not taken
 */
function compileLinear(source: string): LinearPattern {
  const reading = read(source);
  if (!reading.isTaken) throw new Error(reading.mistake);
  const { pattern } = reading;
  const steps = pattern.programSize();
  return {
    test: (text) => steps * text.length <= MAX_WORK && pattern.test(text),
    // Ajv takes two patterns that call themselves the same for one.
    toString: () => source,
  };
}

/** The name under which Ajv would find the engine in code written to a file, which is not done here. */
export const linearPatterns: RegExpEngine = Object.assign(compileLinear, { code: 'linearPattern' });

function read(source: string): Reading {
  if (source.length > MAX_CHARACTERS) {
    return refused(`is longer than ${MAX_CHARACTERS} characters`);
  }
  try {
    // JSON Schema's patterns are JavaScript's; RE2 alone would read some others as well.
    void new RegExp(source, 'u');
  } catch {
    return refused('is no regular expression of JSON Schema (ECMA-262, with the flag u)');
  }
  // To RE2 it is the letter.
  if (source.match(/\\./gsu)?.includes(String.raw`\k`)) return refused(NOT_LINEAR);
  try {
    const pattern = RE2JS.compile(RE2JS.translateRegExp(source));
    if (pattern.programSize() <= MAX_STEPS) return { isTaken: true, pattern };
    return refused(`takes ${pattern.programSize()} steps, of at most ${MAX_STEPS}: repeat less`);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return refused(`${NOT_LINEAR} (${why.slice(0, 200)})`);
  }
}

const NOT_LINEAR =
  'cannot be run in linear time: write it as RE2 takes it, without lookaround, references to groups, ' +
  'long names of Unicode classes and counts above 1000';

function refused(mistake: string): Reading {
  return { isTaken: false, mistake };
}

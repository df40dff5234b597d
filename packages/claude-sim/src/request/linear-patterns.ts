import { RE2JS } from 're2js';

/** Ajv's way to a regular expression, in time linear in the text: a pattern is a stranger's. */
export const linearPatterns = Object.assign(
  (pattern: string) => RE2JS.compile(RE2JS.translateRegExp(pattern)),
  { code: 'linearPatterns' },
);

/** Whether a pattern is one without lookaround and references, which a grammar cannot follow. */
export function isLinear(pattern: string): boolean {
  try {
    linearPatterns(pattern);
    return true;
  } catch {
    return false;
  }
}

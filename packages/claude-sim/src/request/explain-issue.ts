import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/** The first thing wrong with a body, in the API's words: `path: what`. */
export function explainIssue(issue: Issue, body: unknown): string {
  switch (issue.code) {
    case 'unrecognized_keys':
      return at([...issue.path, issue.keys[0] ?? ''], 'Extra inputs are not permitted');
    case 'invalid_union':
      return explainUnion(issue, body);
    case 'invalid_type':
      return at(
        issue.path,
        isMissing(body, issue.path) ? 'Field required' : typeWords(issue.expected),
      );
    case 'invalid_value':
      return at(
        issue.path,
        isMissing(body, issue.path)
          ? 'Field required'
          : `Input should be ${issue.values.map((v) => `'${String(v)}'`).join(' or ')}`,
      );
    case 'too_small':
      return at(issue.path, tooSmall(issue));
    case 'too_big':
      return at(issue.path, `Input should be less than or equal to ${issue.maximum}`);
    case 'invalid_format':
      return at(
        issue.path,
        `String should match pattern '${issue.format === 'regex' ? String(issue.pattern) : issue.format}'`,
      );
    case 'invalid_key':
    case 'invalid_element':
    case 'not_multiple_of':
    case 'custom':
      return at(issue.path, issue.message);
  }
}

/** A union is explained by the member that got furthest, which is the one that was meant. */
function explainUnion(issue: Extract<Issue, { code: 'invalid_union' }>, body: unknown): string {
  const depth = (issues: readonly Issue[]): number =>
    Math.max(0, ...issues.map((inner) => inner.path.length));
  const meant = issue.errors
    .filter((issues) => issues.length > 0)
    .toSorted((a, b) => depth(b) - depth(a))[0]?.[0];
  if (meant === undefined) {
    return at(
      issue.path,
      isMissing(body, issue.path)
        ? 'Field required'
        : 'Input tag does not match any of the expected tags',
    );
  }
  return explainIssue({ ...meant, path: [...issue.path, ...meant.path] }, body);
}

function at(path: readonly PropertyKey[], what: string): string {
  return path.length === 0 ? what : `${path.map(String).join('.')}: ${what}`;
}

function tooSmall(issue: Extract<Issue, { code: 'too_small' }>): string {
  if (issue.origin === 'string') return `String should have at least ${issue.minimum} character`;
  if (issue.origin === 'array') return `List should have at least ${issue.minimum} item`;
  return `Input should be greater than or equal to ${issue.minimum}`;
}

function typeWords(expected: string): string {
  const names: Record<string, string> = {
    string: 'Input should be a valid string',
    array: 'Input should be a valid list',
    int: 'Input should be a valid integer',
    number: 'Input should be a valid number',
    boolean: 'Input should be a valid boolean',
  };
  return names[expected] ?? 'Input should be a valid dictionary';
}

function isMissing(body: unknown, path: readonly PropertyKey[]): boolean {
  let value = body;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return true;
    value = Reflect.get(value, key);
  }
  return value === undefined;
}

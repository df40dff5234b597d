/**
 * Whether a path is one of a template such as `/v1/documents/{id}`, as Express matches: whatever its
 * case, with a slash at its end or without.
 */
export function isPathOf(template: string, path: string): boolean {
  const wanted = template.toLowerCase().split('/');
  const given = path
    .toLowerCase()
    .replace(/(?<=.)\/$/, '')
    .split('/');
  return (
    wanted.length === given.length &&
    wanted.every((part, at) => (part.startsWith('{') ? given[at] !== '' : part === given[at]))
  );
}

import { isPathOf } from './is-path-of.ts';
import type { Operation } from './operation.ts';

/** The methods that the routes of a path take, as `Allow` lists them; none for a path without a route. */
export function allowedMethods(
  operations: readonly Pick<Operation, 'method' | 'path'>[],
  path: string,
): string[] {
  const methods = operations
    .filter((operation) => isPathOf(operation.path, path))
    .map(({ method }) => method.toUpperCase());
  // Express answers HEAD where it answers GET.
  return methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
}

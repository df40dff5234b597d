import { QuireError } from './quire-error.ts';

/**
 * The error for a request that got no answer, or half of one.
 * @param error what fetch, or reading the body, threw
 * @param baseUrl where Quire was looked for
 */
export function unreachable(error: unknown, baseUrl: string): QuireError {
  const reason = reasonOf(error);
  return new QuireError(
    'unreachable',
    `No answer from ${baseUrl}${reason ? ` (${reason})` : ''}: is Quire running there, and is QUIRE_URL right?`,
    { cause: error },
  );
}

/** fetch hides why behind a cause, and several tried addresses behind a list of them. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if (error.name === 'TimeoutError') return 'it took too long';
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  if (error.cause !== undefined) return reasonOf(error.cause);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}

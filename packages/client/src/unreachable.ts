import { isRecord } from './is-record.ts';
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

/**
 * fetch hides why behind a cause, and several tried addresses behind a list of them. Looked at by
 * shape: instanceof misses an error of another realm, as fetch's are where tests run in a VM.
 */
function reasonOf(error: unknown): string {
  if (!isRecord(error)) return '';
  const { name, errors, cause, code, message } = error;
  if (name === 'TimeoutError') return 'it took too long';
  if (Array.isArray(errors) && errors.length > 0) return reasonOf(errors[0]);
  if (isRecord(cause)) return reasonOf(cause);
  if (typeof code === 'string') return code;
  return typeof message === 'string' ? message : '';
}

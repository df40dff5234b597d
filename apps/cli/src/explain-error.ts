import { QuireError } from '@quire/client';
import { UsageError } from './usage-error.ts';

/**
 * `code: sentence`, and what is wrong with the body where the server listed it.
 * @param about the file or document it is about, where there are several
 */
export function explainError(error: unknown, about = ''): string {
  const name = about === '' ? '' : `${about}: `;
  if (error instanceof UsageError) return `usage: ${name}${error.message}`;
  if (error instanceof QuireError) return `${error.code}: ${name}${error.detail}${listOf(error)}`;
  if (!(error instanceof Error)) return `internal_error: ${name}${String(error)}`;
  // Of the system's own errors the code is the name, and the message begins with it.
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'internal_error';
  return `${code}: ${name}${error.message.replace(`${code}: `, '')}`;
}

/** The first mistake is in the sentence already. */
function listOf({ errors }: QuireError): string {
  const rest = errors.slice(1).map(({ pointer, detail }) => `${pointer || 'body'}: ${detail}`);
  return rest.length > 0 ? `; ${rest.join('; ')}` : '';
}

import type { ReceivedResponse } from './received-response.ts';

/**
 * Reads a body to its end, or until the signal says to let go.
 * @throws RangeError when it is too long, the signal's reason, or what broke the connection
 */
export async function readBody(
  { body }: Pick<ReceivedResponse, 'body'>,
  signal: AbortSignal,
): Promise<string> {
  const letGo = (): void => body.letGo(new Error('the body was let go of'));
  if (signal.aborted) letGo();
  signal.addEventListener('abort', letGo, { once: true });
  try {
    const text = await body.whole();
    signal.throwIfAborted();
    return text;
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', letGo);
  }
}

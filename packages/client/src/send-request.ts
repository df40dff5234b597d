import { problemError } from './problem-error.ts';
import { QuireError } from './quire-error.ts';
import { unreachable } from './unreachable.ts';

/** Where requests go, and as whom. */
export interface Address {
  /** Ends in `/`. */
  readonly baseUrl: string;
  /** Value of the `Authorization` header; none where no key is asked for. */
  readonly authorization: string | undefined;
}

export interface RequestSettings {
  readonly method?: 'GET' | 'POST';
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: FormData | string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * One request, once.
 * @param path below the base, without a leading `/`
 * @returns the answer, which is good; its body is not read yet
 * @throws QuireError for a refusal or no answer; the signal's own reason where it was aborted
 */
export async function sendRequest(
  { baseUrl, authorization }: Address,
  path: string,
  { method = 'GET', query = {}, headers = {}, body, signal }: RequestSettings = {},
): Promise<Response> {
  const url = new URL(path, baseUrl);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  const response = await fetch(url, {
    method,
    headers: { ...headers, ...(authorization === undefined ? {} : { authorization }) },
    // Followed, a redirect would turn an upload into a GET, and hand the key to who knows whom.
    redirect: 'manual',
    ...(body === undefined ? {} : { body }),
    ...(signal === undefined ? {} : { signal }),
  }).catch((error: unknown) => {
    if (signal?.aborted === true && !isTimeout(signal.reason)) throw signal.reason;
    throw asUnreadableFile(error) ?? unreachable(error, baseUrl);
  });
  if (response.ok) return response;
  if (response.status >= 300 && response.status < 400) {
    await response.body?.cancel();
    const to = response.headers.get('location') ?? 'elsewhere';
    const detail = `${baseUrl} redirects to ${to}: use that address as QUIRE_URL.`;
    throw new QuireError('unexpected_answer', detail, { status: response.status });
  }
  throw await problemError(response, Date.now());
}

function isTimeout(reason: unknown): boolean {
  return reason instanceof Error && reason.name === 'TimeoutError';
}

/** A file that changes or vanishes while it is streamed breaks the request from this side. */
function asUnreadableFile(error: unknown): QuireError | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause.name !== 'NotReadableError') continue;
    const detail = 'A file changed or vanished while it was being sent: send it again.';
    return new QuireError('file_unreadable', detail, { cause: error });
  }
  return undefined;
}

import { isRecord } from './is-record.ts';
import { problemError } from './problem-error.ts';
import { QuireError } from './quire-error.ts';
import type { Form } from './write-form.ts';
import { unreachable } from './unreachable.ts';

/** Where requests go, and as whom. */
export interface Address {
  /** Ends in `/`. */
  readonly baseUrl: string;
  /** Value of the `Authorization` header; none where no key is asked for. */
  readonly authorization: string | undefined;
}

export interface RequestSettings {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** A form, or JSON. */
  readonly body?: Form | string;
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
    headers: {
      ...headers,
      ...(authorization === undefined ? {} : { authorization }),
      ...contentHeaders(body),
    },
    // Followed, a redirect would turn an upload into a GET, and hand the key to who knows whom.
    redirect: 'manual',
    ...(body === undefined ? {} : bodyOf(body)),
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
  return isRecord(reason) && reason['name'] === 'TimeoutError';
}

/** A file that changes or vanishes while it is streamed breaks the request from this side. */
function asUnreadableFile(error: unknown): QuireError | undefined {
  for (let cause = error; isRecord(cause); cause = cause['cause']) {
    if (cause['name'] !== 'NotReadableError') continue;
    const detail = 'A file changed or vanished while it was being sent: send it again.';
    return new QuireError('file_unreadable', detail, { cause: error });
  }
  return undefined;
}

function contentHeaders(body: Form | string | undefined): Record<string, string> {
  if (body === undefined) return {};
  if (typeof body === 'string') return { 'content-type': 'application/json' };
  // Said beforehand, a server can refuse what is too large before it is sent.
  return { 'content-type': body.contentType, 'content-length': String(body.bytes) };
}

function bodyOf(body: Form | string): RequestInit {
  if (typeof body === 'string') return { body };
  // Without these two, fetch keeps a copy of all that it has sent, for a request that is redirected.
  return { body: body.read(), duplex: 'half', redirect: 'error', window: null };
}

import { Agent, type Dispatcher, EnvHttpProxyAgent } from 'undici';
import { dispatchRequest, type SentRequest } from './dispatch-request.ts';
import { ReceivedResponse } from './received-response.ts';

const CONNECT_TIMEOUT = 'UND_ERR_CONNECT_TIMEOUT';

/** The connection was never made: nothing of a request was sent, so nothing is charged. */
export class NeverSent extends Error {
  constructor(code: string, cause: unknown) {
    // The SDK takes every error in whose words, or its cause's, it finds a time-out for one after the
    // request was sent, and drops what it was: the words of a connect time-out must not be theirs.
    const why = code === CONNECT_TIMEOUT ? 'nobody answered' : code;
    super(`no connection: ${why}`, { cause: new Error('nothing was sent', { cause }) });
    this.name = 'NeverSent';
  }
}

/** Errors of name resolution, `connect` and the TLS handshake. */
const BEFORE_THE_FIRST_BYTE = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  CONNECT_TIMEOUT,
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_SSL_PACKET_LENGTH_TOO_LONG',
  'UND_ERR_PRX_CONN',
  'UND_ERR_PRX_TLS',
]);
/** What OpenSSL says of a certificate that it does not accept (Node, "X509 certificate error codes"). */
const CERTIFICATE_REFUSED =
  /^(CERT_|UNABLE_TO_(GET|VERIFY|DECRYPT|DECODE)|SELF_SIGNED_|DEPTH_ZERO_|INVALID_(CA|PURPOSE)$|HOSTNAME_MISMATCH$)/;

export interface ConnectionOptions {
  /** Where all of them lead; undefined: to Claude itself. */
  readonly baseUrl: string | undefined;
  /** Most connections at once; a call beyond them would wait for one with its deadline running. */
  readonly connections: number;
  /** Name resolution, `connect` and the TLS handshake together. */
  readonly connectTimeoutMs: number;
}

export interface Connections {
  /** @throws NeverSent when no connection was made, else what broke it */
  send(request: SentRequest): Promise<ReceivedResponse>;
  /** The same for a body that is longer than memory should hold. @throws as `send` */
  stream(request: SentRequest): Promise<Dispatcher.ResponseData>;
  /** As the SDK takes it. @throws as `send` */
  readonly fetch: typeof fetch;
  /** Ends idle connections, and those in use once they are done. */
  close(): Promise<void>;
}

/**
 * Connections of our own, bounded in number. Node's own are not: 60 calls at once opened 60 sockets
 * (measured on Node 20). They lead through the proxy that HTTPS_PROXY, HTTP_PROXY and NO_PROXY name,
 * but for this machine's own addresses. Nothing is followed to another address, and nothing
 * is asked for in a compressed form, which would have to be undone.
 */
export function openConnections({
  baseUrl,
  connections,
  connectTimeoutMs,
}: ConnectionOptions): Connections {
  const options = {
    connections,
    pipelining: 1,
    // Over HTTP/2 one broken connection would make every call in flight ambiguous at once.
    allowH2: false,
    // Short on purpose: a request on a connection that the other side is just closing is lost after
    // it was sent, and what is lost then may have been charged.
    keepAliveTimeout: 4_000,
    connect: { timeout: connectTimeoutMs },
    // The deadline of the call bounds both; undici's own 300 s would end longer ones unasked.
    headersTimeout: 0,
    bodyTimeout: 0,
  };
  const dispatcher = isLoopback(baseUrl)
    ? new Agent(options)
    : new EnvHttpProxyAgent({ ...options, connectTimeout: connectTimeoutMs });
  const send = async (request: SentRequest): Promise<ReceivedResponse> => {
    try {
      return await dispatchRequest(dispatcher, request);
    } catch (error) {
      const code = neverSentBecause(error, request.signal?.aborted ?? false);
      throw code === null ? error : new NeverSent(code, error);
    }
  };
  return {
    send,
    async stream({ url, method, headers, signal }) {
      const { origin, pathname, search } = url;
      const path = `${pathname}${search}`;
      try {
        return await dispatcher.request({ origin, path, method, headers, signal });
      } catch (error) {
        const code = neverSentBecause(error, signal?.aborted ?? false);
        throw code === null ? error : new NeverSent(code, error);
      }
    },
    fetch: async (input, init) => {
      const response: unknown = await send({
        url: new URL(input instanceof Request ? input.url : input),
        method: init?.method === 'GET' ? 'GET' : 'POST',
        headers: Object.fromEntries(new Headers(init?.headers)),
        body: typeof init?.body === 'string' ? init.body : null,
        signal: init?.signal ?? null,
      });
      if (isResponse(response)) return response;
      throw new TypeError('the answer is none that the SDK could read');
    },
    close: () => dispatcher.close(),
  };
}

/** What the SDK looks at is there; of the rest of a `Response` it uses nothing (1.12). */
function isResponse(value: unknown): value is Response {
  return value instanceof ReceivedResponse;
}

/** As other clients do: what HTTP_PROXY names knows nothing of this machine's own addresses. */
function isLoopback(baseUrl: string | undefined): boolean {
  if (baseUrl === undefined || !URL.canParse(baseUrl)) return false;
  return /^(localhost|127\.[\d.]+|\[::1\])$/.test(new URL(baseUrl).hostname);
}

function neverSentBecause(error: unknown, wasLetGo: boolean): string | null {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    const code = 'code' in cause ? String(cause.code) : '';
    if (BEFORE_THE_FIRST_BYTE.has(code) || CERTIFICATE_REFUSED.test(code)) return code;
    // The one way to this without anybody letting go is a proxy that refuses the tunnel.
    if (code === 'UND_ERR_ABORTED' && !wasLetGo) return 'the proxy refused';
  }
  return null;
}

import { Agent, fetch as send } from 'undici';

const CONNECT_TIMEOUT = 'UND_ERR_CONNECT_TIMEOUT';

/** The connection was never made: nothing of a request was sent, so nothing is charged. */
export class NeverSent extends Error {
  constructor(code: string, cause: unknown) {
    // The SDK takes every error in whose words it finds a time-out for one after the request was
    // sent, and drops what it was: the words of a connect time-out must not be its own.
    super(`no connection: ${code === CONNECT_TIMEOUT ? 'nobody answered' : code}`, { cause });
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
]);
/** What OpenSSL says of a certificate that it does not accept (Node, "X509 certificate error codes"). */
const CERTIFICATE_REFUSED =
  /^(CERT_|UNABLE_TO_(GET|VERIFY|DECRYPT|DECODE)|SELF_SIGNED_|DEPTH_ZERO_|INVALID_(CA|PURPOSE)$|HOSTNAME_MISMATCH$)/;

export interface ConnectionOptions {
  /** Most connections at once; a call beyond them would wait for one with its deadline running. */
  readonly connections: number;
  /** Name resolution, `connect` and the TLS handshake together. */
  readonly connectTimeoutMs: number;
}

export interface Connections {
  /** As the SDK takes it. @throws NeverSent when no connection was made */
  readonly fetch: typeof fetch;
  /** Ends idle connections, and those in use once they are done. */
  close(): Promise<void>;
}

/**
 * Connections of our own, bounded in number. Node's own are not: 60 calls at once opened 60 sockets
 * (measured on Node 20). Agent and fetch come from the same undici, which they must.
 */
export function openConnections({ connections, connectTimeoutMs }: ConnectionOptions): Connections {
  const dispatcher = new Agent({
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
  });
  return {
    fetch: async (input, init) => {
      try {
        // Both fetches speak one standard, and their types know nothing of each other.
        const response: unknown = await Reflect.apply(send, undefined, [
          input,
          { ...init, dispatcher },
        ]);
        if (isResponse(response)) return response;
        throw new TypeError('fetch answered with no response');
      } catch (error) {
        const code = neverSentBecause(error);
        throw code === null ? error : new NeverSent(code, error);
      }
    },
    close: () => dispatcher.close(),
  };
}

function isResponse(value: unknown): value is Response {
  return typeof value === 'object' && value !== null && 'headers' in value && 'body' in value;
}

function neverSentBecause(error: unknown): string | null {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    const code = 'code' in cause ? String(cause.code) : '';
    if (BEFORE_THE_FIRST_BYTE.has(code) || CERTIFICATE_REFUSED.test(code)) return code;
  }
  return null;
}

import type { FailureCode } from '@quire/domain';
import { isAddressRefused } from './guarded-agent.ts';

/** Codes of Node's TLS and of OpenSSL to what is wrong with a receiver's certificate. */
const TLS_FAULTS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'Its certificate has expired.',
  CERT_NOT_YET_VALID: 'Its certificate is not valid yet.',
  CERT_REVOKED: 'Its certificate is revoked.',
  CERT_UNTRUSTED: 'Its certificate is signed by nobody known here.',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'Its certificate is self-signed.',
  SELF_SIGNED_CERT_IN_CHAIN: 'Its certificate is signed by nobody known here.',
  UNABLE_TO_GET_ISSUER_CERT: 'Its certificate’s issuer is not sent along.',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    'Its certificate’s issuer is not known here, or not sent along.',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'Its certificate’s issuer is not sent along.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'Its certificate is for another host name.',
};

const UNREACHABLE: Readonly<Record<string, string>> = {
  ENOTFOUND: 'Its name is not known.',
  EAI_AGAIN: 'Its name could not be looked up.',
  ECONNREFUSED: 'It refuses the connection.',
  ECONNRESET: 'It broke off the connection.',
  EPIPE: 'It broke off the connection.',
  UND_ERR_SOCKET: 'It broke off the connection.',
  ETIMEDOUT: 'No connection came about in time.',
  UND_ERR_CONNECT_TIMEOUT: 'No connection came about in time.',
  EHOSTUNREACH: 'There is no way to it.',
  ENETUNREACH: 'There is no way to it.',
};

/** Why a POST has no answer, by the codes of what it threw. */
export function explainFailedPost(
  error: unknown,
  timeoutMs: number,
): { readonly code: FailureCode; readonly message: string } {
  if (isAddressRefused(error)) {
    const message = 'Its name leads to an address that must not be reached.';
    return { code: 'webhook_not_allowed', message };
  }
  const codes = codesOf(error);
  if (codes.includes('TimeoutError')) {
    return { code: 'webhook_timed_out', message: `No answer within ${timeoutMs / 1000} s.` };
  }
  for (const code of codes) {
    const fault = TLS_FAULTS[code];
    if (fault !== undefined) return { code: 'webhook_tls_failed', message: `${fault} (${code})` };
    if (/^(ERR_SSL_|ERR_TLS_|EPROTO$)/.test(code)) {
      return {
        code: 'webhook_tls_failed',
        message: `It does not speak TLS as it should. (${code})`,
      };
    }
  }
  const known = codes.find((code) => Object.hasOwn(UNREACHABLE, code));
  const message = known === undefined ? 'It could not be asked.' : UNREACHABLE[known];
  const detail = known ?? codes[0];
  return { code: 'webhook_unreachable', message: `${message}${detail ? ` (${detail})` : ''}` };
}

/** Of the error and all that caused it, outermost first; where several addresses were tried, of each. */
function codesOf(error: unknown): string[] {
  if (!isRecord(error)) return [];
  const { name, code, cause, errors } = error;
  const own = name === 'TimeoutError' ? name : code;
  const tried: unknown[] = Array.isArray(errors) ? errors : [];
  return [...(typeof own === 'string' ? [own] : []), ...[...tried, cause].flatMap(codesOf)];
}

/** Told by what they have: errors of Node's own are no instances of a test's Error. */
function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

import { APIConnectionError, APIConnectionTimeoutError, APIError } from '@anthropic-ai/sdk';
import type { FailureCode } from '@quire/domain';
import type { Outcome } from './outcome.ts';

type Refusal = Exclude<Outcome, { kind: 'accepted' }>;
type StatusError = APIError<number, Headers | undefined, object | undefined>;

/** Errors of `connect` and name resolution: nothing of the request was sent, so nothing is charged. */
const BEFORE_THE_FIRST_BYTE = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** `error_code`s of a 429 that last until somebody raises a limit or a month begins. */
const SPEND_LIMITS = new Set([
  'enforced_spend_limit_reached',
  'contract_spend_limit_reached',
  'linked_organization_spend_limit_reached',
]);

/**
 * Says what an error of the call means, from its class, status and code.
 * @param error what the SDK threw before there was a body to read
 */
export function classifyError(error: unknown): Refusal {
  if (error instanceof APIConnectionTimeoutError) return ambiguous('claude_timeout', error);
  if (error instanceof APIConnectionError) {
    return wasNeverSent(error)
      ? pause('claude_unreachable', error, null)
      : ambiguous('claude_connection_lost', error);
  }
  if (hasStatus(error)) return byStatus(error);
  return ambiguous('claude_answer_unreadable', error);
}

function byStatus(error: StatusError): Refusal {
  switch (error.status) {
    case 429:
      return SPEND_LIMITS.has(error.errorCode ?? '')
        ? halt('claude_spend_limit', error)
        : pause('claude_rate_limited', error, retryAfterMs(error));
    case 529:
    case 503:
      return pause('claude_overloaded', error, retryAfterMs(error));
    case 401:
    case 403:
      return halt('claude_key_rejected', error);
    case 402:
      return halt('claude_spend_limit', error);
    case 404:
      return halt('claude_model_unknown', error);
    case 400:
      return badRequest(error);
    case 408:
    case 504:
      return ambiguous('claude_timeout', error);
    default:
      return error.status >= 500
        ? ambiguous('claude_server_error', error)
        : ofPage('claude_request_rejected', error);
  }
}

// Some kinds of 400 are not about the request. To two of them the API gives no code of their own:
// the wording is all there is to tell them by (rate limits page; error reports of 2026).
function badRequest(error: StatusError): Refusal {
  if (error.errorCode === 'organization_on_hold') return halt('claude_key_rejected', error);
  const said = error.apiMessage ?? '';
  if (/^You have reached your specified .*API usage limits/.test(said)) {
    return halt('claude_spend_limit', error);
  }
  if (said.startsWith('Output blocked by content filtering'))
    return ofPage('answer_filtered', error);
  return ofPage('claude_request_rejected', error);
}

function wasNeverSent(error: Error): boolean {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && BEFORE_THE_FIRST_BYTE.has(String(cause.code))) return true;
  }
  return false;
}

function retryAfterMs(error: StatusError): number | null {
  const seconds = Number(error.headers?.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : null;
}

function hasStatus(error: unknown): error is StatusError {
  return error instanceof APIError && typeof error.status === 'number';
}

function facts(error: unknown): { detail: string; requestId: string | null } {
  const said = hasStatus(error) ? error.apiMessage : null;
  const detail = said ?? (error instanceof Error ? error.message : String(error));
  return {
    // An HTML page of a proxy can be long, and a detail is one line on somebody's dashboard.
    detail: detail.slice(0, 500),
    requestId: hasStatus(error) ? (error.requestID ?? null) : null,
  };
}

function ambiguous(code: FailureCode, error: unknown): Refusal {
  return { kind: 'ambiguous', code, ...facts(error) };
}

function ofPage(code: FailureCode, error: unknown): Refusal {
  return { kind: 'free', blame: 'page', code, retryAfterMs: null, ...facts(error) };
}

function halt(code: FailureCode, error: unknown): Refusal {
  return { kind: 'free', blame: 'halt', code, retryAfterMs: null, ...facts(error) };
}

function pause(code: FailureCode, error: unknown, retryAfter: number | null): Refusal {
  return { kind: 'free', blame: 'pause', code, retryAfterMs: retryAfter, ...facts(error) };
}

import {
  APIConnectionError,
  APIConnectionTimeoutError,
  APIError,
  OverloadedError,
  ServiceUnavailableError,
} from '@anthropic-ai/sdk';
import type { FailureCode } from '@quire/domain';
import { NeverSent } from './open-connections.ts';
import type { Refusal } from './outcome.ts';
import { plainDetail } from './plain-detail.ts';
import { retryAfterMs } from './read-headers.ts';

type StatusError = APIError<number, Headers | undefined, object | undefined>;

/** `error_code`s of a 429 that last until somebody raises a limit or a month begins. */
const SPEND_LIMITS = new Set([
  'enforced_spend_limit_reached',
  'contract_spend_limit_reached',
  'linked_organization_spend_limit_reached',
]);

/** `error_code`s of a 400 that are about the organisation: every page would meet them. */
const ORGANISATION = new Set([
  'organization_on_hold',
  'organization_type_not_supported',
  'parent_organization_required',
  'cmek_key_disabled',
  'cmek_key_network_blocked',
]);

/**
 * Says what an error of a call means, from its class, status and code.
 * @param error what the SDK threw before there was a body to read
 */
export function classifyError(error: unknown): Refusal {
  if (wasNeverSent(error)) return pause('claude_unreachable', error, null);
  if (error instanceof APIConnectionTimeoutError) return ambiguous('claude_timeout', error);
  if (error instanceof APIConnectionError) return ambiguous('claude_connection_lost', error);
  if (hasStatus(error)) return byStatus(error);
  return ambiguous('claude_answer_unreadable', error);
}

function byStatus(error: StatusError): Refusal {
  if (error instanceof OverloadedError || error instanceof ServiceUnavailableError) {
    return pause('claude_overloaded', error, waitOf(error));
  }
  switch (error.status) {
    case 429:
      if (SPEND_LIMITS.has(error.errorCode ?? '')) return halt('claude_spend_limit', error);
      return {
        ...pause('claude_rate_limited', error, waitOf(error)),
        blame: error.errorCode === 'ramp_limit_exceeded' ? 'ramp' : 'pause',
      };
    case 401:
    case 403:
      return halt('claude_key_rejected', error);
    case 402:
      return halt('claude_spend_limit', error);
    case 404:
      return halt('claude_model_unknown', error);
    case 400:
      return badRequest(error);
    case 409:
      // Refused, but not for what it asks: the SDK itself would try it again.
      return ofPage('claude_server_error', error);
    case 413:
      // Sent by whoever stands in front of the API, often as HTML (errors page).
      return ofPage('claude_request_too_large', error);
    case 408:
    case 504:
      return ambiguous('claude_timeout', error);
    default:
      // Somebody in between points elsewhere: the address is wrong, or a login page stands before it.
      if (error.status < 400) return pause('claude_unreachable', error, null);
      return error.status >= 500
        ? ambiguous('claude_server_error', error)
        : ofPage('claude_request_rejected', error);
  }
}

// Some kinds of 400 are not about the request. To two of them the API gives no code of their own:
// the wording is all there is to tell them by (rate limits page; error reports of 2026).
function badRequest(error: StatusError): Refusal {
  if (error.errorCode === 'image_dimensions_too_large') {
    return ofPage('claude_request_too_large', error);
  }
  if (ORGANISATION.has(error.errorCode ?? '')) return halt('claude_key_rejected', error);
  const said = error.apiMessage ?? '';
  if (/^You have reached your specified .*API usage limits/.test(said)) {
    return halt('claude_spend_limit', error);
  }
  if (said.startsWith('Output blocked by content filtering'))
    return ofPage('answer_filtered', error);
  return ofPage('claude_request_rejected', error);
}

/** Of all that a connection can do, only this is known to be free. */
function wasNeverSent(error: unknown): boolean {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof NeverSent) return true;
  }
  return false;
}

function waitOf({ headers }: StatusError): number | null {
  return headers ? retryAfterMs(headers, Date.now()) : null;
}

function hasStatus(error: unknown): error is StatusError {
  return error instanceof APIError && typeof error.status === 'number';
}

/** Headers of the answer that an error came with. */
export function headersOf(error: unknown): Headers | null {
  return hasStatus(error) ? (error.headers ?? null) : null;
}

function detailOf(error: unknown): string {
  const said = hasStatus(error) ? error.apiMessage : null;
  return plainDetail(said ?? (error instanceof Error ? error.message : String(error)));
}

function ambiguous(code: FailureCode, error: unknown): Refusal {
  return { kind: 'ambiguous', code, detail: detailOf(error) };
}

function ofPage(code: FailureCode, error: unknown): Refusal {
  return { kind: 'free', blame: 'page', code, retryAfterMs: null, detail: detailOf(error) };
}

function halt(code: FailureCode, error: unknown): Refusal {
  return { kind: 'free', blame: 'halt', code, retryAfterMs: null, detail: detailOf(error) };
}

function pause(
  code: FailureCode,
  error: unknown,
  waitMs: number | null,
): Extract<Refusal, { kind: 'free' }> {
  return { kind: 'free', blame: 'pause', code, retryAfterMs: waitMs, detail: detailOf(error) };
}

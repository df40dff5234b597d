import { ApiError, type ErrorDetails, type ErrorType } from '../api/api-error.ts';
import type { ErrorFault } from './fault-kinds.ts';
import type { FaultRule } from './fault-plan.ts';

/** Seconds in `retry-after` where the rule names none. */
const RETRY_AFTER_S = 3;

/** The error an error fault answers with. */
export function faultError(fault: ErrorFault, rule: FaultRule, model: string): ApiError {
  const retryAfter = { 'retry-after': String(rule.retry_after_s ?? RETRY_AFTER_S) };
  switch (fault) {
    case 'rate_limit':
      return limited(
        "This request would exceed your organization's rate limit.",
        undefined,
        retryAfter,
      );
    case 'ramp_limit':
      return limited(
        'Your organization is increasing its usage too quickly.',
        'ramp_limit_exceeded',
        retryAfter,
      );
    case 'enforced_spend':
      return limited(
        'Your organization has reached its monthly spend cap.',
        'enforced_spend_limit_reached',
      );
    case 'contract_spend':
      return limited(
        'Your organization has reached its contract spend limit.',
        'contract_spend_limit_reached',
      );
    case 'own_spend':
      return plain(
        400,
        'invalid_request_error',
        'You have reached your specified API usage limits. You will regain access on 2026-12-01 at 00:00 UTC.',
      );
    case 'workspace_spend':
      return plain(
        400,
        'invalid_request_error',
        'You have reached your specified workspace API usage limits. You will regain access on 2026-12-01 at 00:00 UTC.',
      );
    case 'payment_required':
      return plain(
        402,
        'billing_error',
        'There is an issue with your billing or payment information.',
      );
    case 'unauthorized':
      return plain(401, 'authentication_error', 'invalid x-api-key');
    case 'forbidden':
      return plain(
        403,
        'permission_error',
        'Your API key does not have permission to use the specified resource.',
      );
    case 'organization_on_hold':
      return coded('This organization is on hold.', {
        error_code: 'organization_on_hold',
        appeal_url: null,
      });
    case 'model_not_found':
      return plain(404, 'not_found_error', `model: ${model}`);
    case 'request_timeout':
      return plain(408, 'timeout_error', 'Request timed out');
    case 'conflict':
      return plain(409, 'conflict_error', 'The request conflicts with another one.');
    case 'too_large':
      return html(413, 'Request Entity Too Large');
    case 'image_dimensions':
      return coded(
        'messages.0.content.0.image.source.base64.data: image dimensions exceed max allowed size: 8000 pixels',
        {
          error_code: 'image_dimensions_too_large',
          max_side_length_pixels: 8000,
          paths: ['messages.0.content.0'],
        },
      );
    case 'content_filter':
      return plain(400, 'invalid_request_error', 'Output blocked by content filtering policy');
    case 'api_error':
      return plain(500, 'api_error', 'Internal server error');
    case 'bad_gateway':
      return html(502, 'Bad Gateway');
    case 'unavailable':
      return html(503, 'Service Temporarily Unavailable');
    case 'timeout':
      return plain(504, 'timeout_error', 'The request took too long to process.');
    case 'overloaded':
      return plain(529, 'overloaded_error', 'Overloaded');
  }
}

/** What a proxy in front of the API answers: not JSON, and without a request id. */
export function html(status: number, title: string): ApiError {
  const type = status === 413 ? 'request_too_large' : 'api_error';
  const page = `<html>\r\n<head><title>${status} ${title}</title></head>\r\n<body>\r\n<center><h1>${status} ${title}</h1></center>\r\n<hr><center>cloudflare</center>\r\n</body>\r\n</html>\r\n`;
  return new ApiError(status, type, title, { html: page });
}

const plain = (status: number, type: ErrorType, message: string): ApiError =>
  new ApiError(status, type, message);

const coded = (message: string, details: ErrorDetails): ApiError =>
  new ApiError(400, 'invalid_request_error', message, { details });

function limited(message: string, code?: string, headers: Record<string, string> = {}): ApiError {
  return new ApiError(429, 'rate_limit_error', message, {
    headers,
    ...(code === undefined ? {} : { details: { error_code: code } }),
  });
}

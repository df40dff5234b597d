import { ApiError, type ErrorDetails } from './api-error.ts';

/** A 400 `invalid_request_error`, the answer to nearly every broken rule. */
export function invalidRequest(message: string, details?: ErrorDetails): ApiError {
  return new ApiError(
    400,
    'invalid_request_error',
    message,
    details === undefined ? {} : { details },
  );
}

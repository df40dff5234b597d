import type { ApiError, ErrorDetails, ErrorType } from './api-error.ts';

export interface ErrorBody {
  readonly type: 'error';
  readonly error: {
    readonly type: ErrorType;
    readonly message: string;
    readonly details?: ErrorDetails;
  };
  readonly request_id: string;
}

/** The JSON of an error. `details` is absent when the error has no code, as the SDK documents. */
export function errorBody(error: ApiError, requestId: string): ErrorBody {
  const { type, message, details } = error;
  return {
    type: 'error',
    error: { type, message, ...(details === undefined ? {} : { details }) },
    request_id: requestId,
  };
}

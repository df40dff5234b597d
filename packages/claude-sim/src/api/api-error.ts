/** The kinds of error the API names in `error.type` (SDK 1.12.0, `ErrorType`, plus the 413's). */
export type ErrorType =
  | 'invalid_request_error'
  | 'authentication_error'
  | 'billing_error'
  | 'permission_error'
  | 'not_found_error'
  | 'request_too_large'
  | 'rate_limit_error'
  | 'timeout_error'
  | 'api_error'
  | 'overloaded_error'
  | 'conflict_error';

/** The SDK picks its typed class by `error_code`; the rest of `details` is the code's own. */
export interface ErrorDetails {
  readonly error_code: string;
  readonly [detail: string]: unknown;
}

export interface ApiErrorOptions {
  readonly details?: ErrorDetails;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent instead of the API's JSON: what a proxy in front of the API answers. */
  readonly html?: string;
}

/** A refusal of a request, as the API words and numbers it. */
export class ApiError extends Error {
  readonly status: number;
  readonly type: ErrorType;
  readonly details: ErrorDetails | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly html: string | undefined;

  constructor(status: number, type: ErrorType, message: string, options: ApiErrorOptions = {}) {
    super(message);
    this.status = status;
    this.type = type;
    this.details = options.details;
    this.headers = options.headers ?? {};
    this.html = options.html;
  }
}

import { failures } from './failure-table.ts';

export type FailureCode = keyof typeof failures;

export function isFailureCode(text: string): text is FailureCode {
  return Object.hasOwn(failures, text);
}

/** All codes, as the schemas want them. */
export const failureCodes = Object.keys(failures).filter(isFailureCode);

/**
 * A failure with a name. Its message is the sentence that says what to do, with the detail behind
 * it. `detail` is shown to the client: never secrets, never page text.
 */
export class Failure extends Error {
  readonly code: FailureCode;
  readonly detail: string | undefined;

  constructor(code: FailureCode, options: { detail?: string; cause?: unknown } = {}) {
    const { message } = failures[code];
    const { detail } = options;
    super(detail === undefined ? message : `${message} (${detail})`, { cause: options.cause });
    this.name = 'Failure';
    this.code = code;
    this.detail = detail;
  }
}

/** The failure itself where it has a name, `internal_error` around it where it has none. */
export function asFailure(error: unknown): Failure {
  return error instanceof Failure ? error : new Failure('internal_error', { cause: error });
}

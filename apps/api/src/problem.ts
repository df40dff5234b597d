import { asFailure, Failure, failures, type ProblemView } from '@quire/domain';
import type { Logger } from '@quire/service';
import type { Request, Response } from 'express';
import type { z } from 'zod';
import { OperatorNeeded } from './operator-needed.ts';
import { retryAfterS } from './retry-after.ts';

/** One mistake in a body: where (JSON pointer) and what. */
interface Mistake {
  readonly pointer: string;
  readonly detail: string;
}

/** A request whose body is wrong, with all that is wrong in it. */
export class InvalidRequest extends Failure {
  readonly mistakes: readonly Mistake[];

  constructor(mistakes: readonly Mistake[]) {
    const first = mistakes[0];
    super(
      'invalid_request',
      first ? { detail: `${first.pointer || 'body'}: ${first.detail}` } : {},
    );
    this.mistakes = mistakes;
  }

  static from(error: z.ZodError, at = ''): InvalidRequest {
    return new InvalidRequest(
      error.issues.flatMap((issue) => {
        const pointer = `${at}${pointerOf(issue.path)}`;
        // zod names them all at once, at the object that has them.
        if (issue.code === 'unrecognized_keys') {
          return issue.keys.map((key) => ({
            pointer: `${pointer}${pointerOf([key])}`,
            detail: 'is not known here: check its name, or leave it out',
          }));
        }
        return { pointer, detail: issue.message };
      }),
    );
  }
}

/** What was asked, as the answer names it. */
interface Asked {
  /** The path, without its query: that may hold what is not to be repeated. */
  readonly instance: string;
  readonly requestId: string;
}

/** A failure as it is answered (RFC 9457). */
export function problemBody(failure: Failure, { instance, requestId }: Asked): ProblemView {
  const { status, message } = failures[failure.code];
  return {
    type: `/docs/failures#${failure.code}`,
    title: failure instanceof OperatorNeeded ? failure.title : message,
    status,
    detail: failure.detail ?? message,
    code: failure.code,
    instance,
    request_id: requestId,
    ...(failure instanceof InvalidRequest ? { errors: [...failure.mistakes] } : {}),
  };
}

/** Answers with RFC 9457 problem details. What has no name is logged, and its message kept inside. */
export function sendProblem(
  error: unknown,
  request: Request,
  response: Response,
  log: Logger,
): void {
  // Express could not decode the address: `%` before what is no UTF-8.
  const failure = asFailure(
    error instanceof URIError ? new Failure('invalid_request', { detail: error.message }) : error,
  );
  const requestId = response.get('x-request-id') ?? '';
  const [instance = ''] = request.originalUrl.split('?');
  const problem = problemBody(failure, { instance, requestId });
  const { status } = problem;
  const fields = { requestId, method: request.method, path: request.path, code: failure.code };
  if (status >= 500) log.error({ ...fields, err: failure.cause ?? failure }, 'request failed');
  else log.debug(fields, 'request refused');
  if (response.headersSent) {
    // Half an answer that looks whole would be worse than a broken connection.
    response.destroy();
    return;
  }
  const waitS = retryAfterS(failure.code);
  if (waitS !== undefined) response.set('retry-after', String(waitS));
  if (status === 401 && !response.get('www-authenticate')) {
    response.set('www-authenticate', 'Bearer');
  }
  if (!request.complete) closeAfter(request, response);
  response.status(status).type('application/problem+json').send(JSON.stringify(problem));
}

/**
 * Ends a connection on which a body is still coming in, after the client had a moment to read the
 * answer: reading 500 MB only to throw them away would be an attack on oneself.
 */
function closeAfter(request: Request, response: Response): void {
  // Not by `connection: close`, nor where the client asks for that: Node then closes at once, and
  // what the client still sends is met by a reset that takes the answer with it.
  response.shouldKeepAlive = true;
  request.resume();
  // The request lets go of its socket when it closes, which may be before the answer is out.
  const { socket } = request;
  let patience: NodeJS.Timeout | undefined;
  request.once('close', () => clearTimeout(patience));
  response.once('finish', () => {
    if (request.closed || request.complete) return;
    patience = setTimeout(() => socket.destroy(), 1_000);
    patience.unref();
  });
}

/** RFC 6901. */
function pointerOf(path: readonly PropertyKey[]): string {
  return path
    .map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}

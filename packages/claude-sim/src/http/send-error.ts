import { ApiError } from '../api/api-error.ts';
import { errorBody } from '../api/error-body.ts';
import { commonHeaders, type Opened } from './exchange.ts';

/** Answers with an error and closes the audit entry. */
export function sendError(exchange: Opened, thrown: unknown): void {
  const { response, requestId, note, sim } = exchange;
  if (sim.stopping.aborted) {
    response.destroy();
    return;
  }
  const error =
    thrown instanceof ApiError
      ? thrown
      : new ApiError(500, 'api_error', `the stand-in failed: ${String(thrown)}`);
  note({
    outcome: 'error',
    status: error.status,
    error_type: error.type,
    error_message: error.message,
    answered_at: new Date(sim.now()).toISOString(),
    is_client_gone: response.destroyed,
  });
  if (response.destroyed || response.headersSent) return;
  response.status(error.status).set(error.headers);
  if (error.html === undefined) {
    response.set(commonHeaders(requestId)).json(errorBody(error, requestId));
  } else {
    response.type('html').send(error.html);
  }
}

import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { Failure, failures } from '@quire/domain';
import { problemBody } from './problem.ts';

/**
 * Has a server answer what never becomes a request (headers too large or too slow, no HTTP at all) with
 * a problem as well; Node by itself answers with a bare status. The connection is over then.
 */
export function answerBrokenRequests(server: Server): void {
  const answering = new WeakMap<Duplex, ServerResponse>();
  // Before the app, which may have answered when a later listener hears of it.
  server.prependListener('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    answering.set(socket, response);
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    const response = answering.get(socket);
    // A body may break while its request is answered: two answers would be read as one.
    const isAnswered = response !== undefined && response.headersSent && !response.writableFinished;
    if (!socket.writable || isAnswered) socket.destroy(error);
    else socket.end(rawProblem(failureOf(error)), () => socket.destroy());
  });
}

function failureOf({ code }: NodeJS.ErrnoException): Failure {
  if (code === 'HPE_HEADER_OVERFLOW') return new Failure('headers_too_large');
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new Failure('request_timeout');
  return new Failure('invalid_request', { detail: 'this is no HTTP' });
}

/** The whole answer as it goes over the line: there is no response to write it. */
function rawProblem(failure: Failure): string {
  const requestId = randomUUID();
  // What was asked for could not be read.
  const body = JSON.stringify(problemBody(failure, { instance: '', requestId }));
  const { status } = failures[failure.code];
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'connection: close',
    'content-type: application/problem+json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    `x-request-id: ${requestId}`,
    '',
    body,
  ].join('\r\n');
}

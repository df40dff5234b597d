import { Failure } from '@quire/domain';
import type { Request, RequestHandler } from 'express';
import { whyNotLocal } from './local-only.ts';
import { OperatorNeeded } from './operator-needed.ts';
import { secretsEqual } from './secrets-equal.ts';

/**
 * Lets operators through: by user and password where they are set, else from loopback alone.
 * Changes must come from the dashboard's own pages: a page elsewhere may not press its buttons.
 * @param admin `user:password`
 */
export function operatorsOnly(admin: string | undefined): RequestHandler {
  return (request, response, next) => {
    if (admin === undefined) {
      if (!isLoopback(request.socket.remoteAddress)) throw new Failure('forbidden');
      const why = whyNotLocal(request);
      if (why !== null) throw new Failure('forbidden', { detail: `${why}; set QUIRE_ADMIN` });
    } else if (!isOperator(request, admin)) {
      response.set('www-authenticate', 'Basic realm="Quire operators"');
      // Not 403: a browser asks for user and password at 401 alone.
      throw new OperatorNeeded();
    }
    const site = request.get('sec-fetch-site');
    const isChange = request.method !== 'GET' && request.method !== 'HEAD';
    if (isChange && site !== undefined && site !== 'same-origin' && site !== 'none') {
      throw new Failure('forbidden', { detail: 'a change from another site' });
    }
    next();
  };
}

/** Whether a request bears the operators' login. */
export function isOperator(request: Request, admin: string): boolean {
  return secretsEqual(request.get('authorization') ?? '', `Basic ${base64(admin)}`);
}

function isLoopback(address: string | undefined): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address ?? '');
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

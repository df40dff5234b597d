import { Failure } from '@quire/domain';
import type { RequestHandler } from 'express';

/**
 * Guards an api without keys from web pages: a page somewhere could otherwise have the browser of
 * whoever runs this spend his money (a form posted here) or read his documents (a name that was made
 * to lead here).
 */
export function localOnly(): RequestHandler {
  return (request, _response, next) => {
    const site = request.get('sec-fetch-site');
    if (site === 'cross-site' || site === 'same-site') {
      throw new Failure('forbidden', {
        detail: 'a request from a page elsewhere; set QUIRE_API_KEYS',
      });
    }
    const host = (request.get('host') ?? '').replace(/:\d+$/, '');
    if (!/^(localhost|127(\.\d+){3}|\[::1\])$/i.test(host)) {
      throw new Failure('forbidden', { detail: `not under the name ${host}; set QUIRE_API_KEYS` });
    }
    next();
  };
}

import { Failure } from '@quire/domain';
import type { Request, RequestHandler } from 'express';

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
    const why = whyNotLocal(request);
    if (why !== null) throw new Failure('forbidden', { detail: `${why}; set QUIRE_API_KEYS` });
    next();
  };
}

/**
 * Says what shows that a request to loopback comes from elsewhere: a name that is not this machine's
 * (a web page's own, made to lead here), or the mark of a proxy, whose clients all seem local.
 * @returns null when nothing does
 */
export function whyNotLocal(request: Request): string | null {
  const host = (request.get('host') ?? '').replace(/:\d+$/, '');
  if (!/^(localhost|127(\.\d+){3}|\[::1\])$/i.test(host)) return `not under the name ${host}`;
  const marks = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];
  const mark = marks.find((name) => request.get(name) !== undefined);
  return mark === undefined ? null : `a proxy passed it on, by its header ${mark}`;
}

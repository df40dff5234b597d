import { Failure } from '@quire/domain';
import type { RequestHandler, Response } from 'express';
import { secretsEqual } from './secrets-equal.ts';

/** Whose request it is where no keys are set. */
const ONLY_TENANT = 'default';

/**
 * Finds the tenant of a request by its key.
 * @param keys `tenant:key` entries; none: every request is the one tenant's
 */
export function authenticate(keys: readonly string[]): RequestHandler {
  const known = keys.map((entry) => {
    const colon = entry.indexOf(':');
    return { tenant: entry.slice(0, colon), key: entry.slice(colon + 1) };
  });
  return (request, response, next) => {
    if (known.length === 0) {
      response.locals['tenant'] = ONLY_TENANT;
      return next();
    }
    const given = /^Bearer +(.+)$/i.exec(request.get('authorization') ?? '')?.[1] ?? '';
    // All keys are looked at, each in the same time, so that timing tells nothing about them.
    const found = known.filter(({ key }) => secretsEqual(given, key));
    const [match] = found;
    if (match === undefined) throw new Failure('unauthorized');
    response.locals['tenant'] = match.tenant;
    next();
  };
}

/** Whether the request is a tenant's, and not an operator's. */
export function hasTenant(response: Response): boolean {
  return response.locals['tenant'] !== undefined;
}

/** The tenant that `authenticate` found. */
export function tenantOf(response: Response): string {
  const tenant: unknown = response.locals['tenant'];
  if (typeof tenant !== 'string') throw new TypeError('a route without authentication');
  return tenant;
}

import { Failure } from '@quire/domain';
import type { RequestHandler } from 'express';
import { allowedMethods } from './openapi/allowed-methods.ts';
import { operations } from './openapi/operations.ts';

/** The end of all routes: whoever comes here asked for an address, or a method of it, that is not there. */
export function refuseUnknown(): RequestHandler {
  return (request, response) => {
    // The whole of it, also where this is the end of some routes only.
    const path = `${request.baseUrl}${request.path}`;
    const detail = `${request.method} ${path}`;
    const allowed = allowedMethods(operations, path);
    if (allowed.length === 0) throw new Failure('route_not_found', { detail });
    response.set('allow', allowed.join(', '));
    throw new Failure('method_not_allowed', { detail });
  };
}

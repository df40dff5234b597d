import type { IncomingHttpHeaders } from 'node:http';
import { ApiError } from '../api/api-error.ts';
import { invalidRequest } from '../api/invalid-request.ts';
import { API_VERSION, OLD_API_VERSION } from '../request/check-request.ts';

/**
 * Who calls: a bearer token or `x-api-key`, which wins when both are there.
 * @returns the key, which stands for its workspace
 */
export function authenticate(headers: IncomingHttpHeaders, keys: readonly string[]): string {
  const own = headers['x-api-key'];
  const bearer = /^Bearer\s+(.+)$/i.exec(headers.authorization ?? '')?.[1];
  const key = (typeof own === 'string' ? own : bearer)?.trim() ?? '';
  if (key === '') {
    throw new ApiError(401, 'authentication_error', 'x-api-key header is required');
  }
  if (keys.length > 0 && !keys.includes(key)) {
    throw new ApiError(401, 'authentication_error', 'invalid x-api-key');
  }
  return key;
}

/** The API version, one of the two that are served. */
export function checkVersion(headers: IncomingHttpHeaders): string {
  const version = headers['anthropic-version'];
  if (version === undefined) throw invalidRequest('anthropic-version: header is required');
  if (version !== API_VERSION && version !== OLD_API_VERSION) {
    throw invalidRequest(`anthropic-version: "${String(version)}" is not a valid version`);
  }
  return version;
}

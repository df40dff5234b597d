import type { CheckedRequest } from '../request/checked-request.ts';

/** SHA-256 of every picture and PDF of a request: what the audit and the fault plan know it by. */
export function pageHashes({ pictures, documents }: CheckedRequest): string[] {
  return [...pictures, ...documents].map(({ sha256 }) => sha256).filter((sha256) => sha256 !== '');
}

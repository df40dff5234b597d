import { invalidRequest } from '../api/invalid-request.ts';
import type { CountBody } from './message-schema.ts';

/** Breakpoints in one request, the automatic one included. */
const MAX_BREAKPOINTS = 4;

/** How many breakpoints there are, and that the hour-long ones come first. */
export function checkCacheControl(body: CountBody): void {
  const blocks = [
    ...(body.tools ?? []),
    ...(Array.isArray(body.system) ? body.system : []),
    ...body.messages.flatMap(({ content }) => (typeof content === 'string' ? [] : content)),
  ];
  const ttls = [
    ...blocks.map((block) => ('cache_control' in block ? block.cache_control : null)),
    body.cache_control,
  ]
    .filter((control) => control !== null && control !== undefined)
    .map(({ ttl }) => ttl ?? '5m');
  if (ttls.length > MAX_BREAKPOINTS) {
    throw invalidRequest(
      `A maximum of ${MAX_BREAKPOINTS} blocks with cache_control may be provided. Found ${ttls.length}.`,
    );
  }
  if (ttls.lastIndexOf('1h') > ttls.indexOf('5m') && ttls.includes('5m')) {
    throw invalidRequest(
      "cache_control: a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block.",
    );
  }
}

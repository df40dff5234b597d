import type { Express } from 'express';
import { isRecord } from './json.ts';

/** A route as Express has it: `GET /v1/documents/:id`. */
export function routesOf(app: Express): string[] {
  return walk(app.router, '');
}

function walk(router: unknown, mountedAt: string): string[] {
  if (typeof router !== 'function' || !('stack' in router) || !Array.isArray(router.stack))
    return [];
  return router.stack.flatMap((layer: unknown) => {
    if (!isRecord(layer)) throw new TypeError('Express has other layers than it had');
    const { rawPath, route, handle } = layer;
    if (!isRecord(route)) return walk(handle, join(mountedAt, rawPath));
    const { path, stack } = route;
    if (!Array.isArray(stack)) throw new TypeError('Express has other routes than it had');
    const methods = new Set(stack.map((one: unknown) => (isRecord(one) ? one['method'] : '')));
    return [...methods].map((method) => `${String(method)} ${join(mountedAt, path)}`);
  });
}

function join(mountedAt: string, path: unknown): string {
  if (typeof path !== 'string') throw new TypeError(`a route at ${String(path)}`);
  return `${mountedAt}${path}`.replace(/(?<=.)\/$/, '').replace('//', '/');
}

import { type DocumentOptions, parseJson } from '@quire/domain';
import type { ApiPorts } from '../api-ports.ts';
import { InvalidRequest } from '../problem.ts';

/** Of two sets, one would be left unheard. */
export const TWICE = { pointer: '/options', detail: 'is there twice: send one' };

/** Options as the JSON text of a form field or query. @throws InvalidRequest */
export function parseOptions(text: unknown, door: ApiPorts['options']): DocumentOptions {
  if (text === undefined) return {};
  if (Array.isArray(text)) throw new InvalidRequest([TWICE]);
  const json = typeof text === 'string' ? parseJson(text) : undefined;
  if (json === undefined) {
    throw new InvalidRequest([{ pointer: '/options', detail: 'is not JSON' }]);
  }
  const read = door.safeParse(json);
  if (!read.success) throw InvalidRequest.from(read.error, '/options');
  if (read.data.picture === 'url') {
    const detail = 'is "url", which is for a JSON body whose sources are URLs: leave it out';
    throw new InvalidRequest([{ pointer: '/options/picture', detail }]);
  }
  return read.data;
}

import { parseJson } from '@quire/domain';
import type { Request } from 'express';
import { InvalidRequest } from '../problem.ts';
import { readBody } from './read-body.ts';

/** A request's body as JSON. @throws InvalidRequest; Failure `upload_too_large` */
export async function readJson(request: Request, maxBytes: number): Promise<unknown> {
  const json = parseJson(await readBody(request, maxBytes));
  if (json === undefined) throw new InvalidRequest([{ pointer: '', detail: 'is not JSON' }]);
  return json;
}

import { type DocumentRecord, Failure, parseJson } from '@quire/domain';
import type { Request } from 'express';
import type { ApiPorts } from './api-ports.ts';
import { InvalidRequest } from './problem.ts';
import { retryBody } from './routes/documents-operations.ts';
import { readBody } from './uploads/read-body.ts';

/** One number in an object. */
const MAX_BYTES = 10_000;

/**
 * The new cap that a retry's body names, if it has one.
 * @returns dollars; undefined for no body, or none in it
 * @throws InvalidRequest
 */
export async function readNewBudget(request: Request): Promise<number | undefined> {
  const text = await readBody(request, MAX_BYTES);
  if (text.trim() === '') return undefined;
  const json = parseJson(text);
  if (json === undefined) throw new InvalidRequest([{ pointer: '', detail: 'is not JSON' }]);
  const body = retryBody.safeParse(json);
  if (!body.success) throw InvalidRequest.from(body.error);
  return body.data.budget_usd;
}

/**
 * Raises what a document may cost. The cap it has already is taken too: who asks again because the
 * first answer was lost is not refused.
 * @throws InvalidRequest where it has no cap, or a higher one; Failure `document_not_found`
 */
export async function raiseBudget(
  { id }: Pick<DocumentRecord, 'id'>,
  budgetUsd: number,
  { documents }: Pick<ApiPorts, 'documents'>,
): Promise<void> {
  const present = await documents.raiseBudget(id, budgetUsd);
  if (present === budgetUsd) return;
  if (present === null && (await documents.read(id)) === null) {
    throw new Failure('document_not_found');
  }
  const detail =
    present === null
      ? 'the document has no budget_usd of its own: leave it out'
      : `has to be above the document's present budget of ${present} USD`;
  throw new InvalidRequest([{ pointer: '/budget_usd', detail }]);
}

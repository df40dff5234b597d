import type { DocumentRecord, DocumentView } from '@quire/domain';
import { type Response, Router } from 'express';
import { acceptDocument } from '../accept-document.ts';
import type { ApiPorts } from '../api-ports.ts';
import { tenantOf } from '../authenticate.ts';
import { cancelDocument } from '../cancel-document.ts';
import { checkOptions } from '../check-options.ts';
import { deleteDocument } from '../delete-document.ts';
import { listDocuments } from '../list-documents.ts';
import { InvalidRequest } from '../problem.ts';
import { raiseBudget, readNewBudget } from '../raise-budget.ts';
import { retryDocument } from '../retry-document.ts';
import { readOwnDocument } from '../read-own-document.ts';
import { beginUpload } from '../uploads/begin-upload.ts';
import { receiveUpload } from '../uploads/receive-upload.ts';
import { viewDocuments } from '../view-documents.ts';
import { acceptHeaders, listQuery } from './documents-operations.ts';

/** `/v1/documents`: accept, show, list, cancel, retry, delete. */
export function documentRoutes(ports: ApiPorts): Router {
  const router = Router();
  const view = (records: readonly DocumentRecord[]): Promise<DocumentView[]> =>
    viewDocuments(records, ports);
  const send = async (record: DocumentRecord, response: Response): Promise<void> => {
    response.json((await view([record]))[0]);
  };

  router.post('/', async (request, response) => {
    const key = acceptHeaders.safeParse({ 'Idempotency-Key': request.get('idempotency-key') });
    if (!key.success) throw InvalidRequest.from(key.error);
    const upload = beginUpload(ports);
    let record: DocumentRecord;
    try {
      const received = await receiveUpload(request, { ...ports, blobs: upload.blobs });
      checkOptions(received, ports);
      const { 'Idempotency-Key': idempotencyKey } = key.data;
      const whose = { tenant: tenantOf(response), idempotencyKey, upload: upload.user };
      record = await acceptDocument({ ...received, ...whose }, ports);
    } finally {
      await upload.end();
    }
    response.status(202).location(`/v1/documents/${record.id}`);
    await send(record, response);
  });

  router.get('/', async (request, response) => {
    const query = listQuery.safeParse(request.query);
    if (!query.success) throw InvalidRequest.from(query.error);
    const { records, nextCursor } = await listDocuments(tenantOf(response), query.data, ports);
    response.json({ data: await view(records), next_cursor: nextCursor });
  });

  router.get('/:id', async (request, response) => {
    await send(await readOwnDocument(request.params.id, tenantOf(response), ports), response);
  });

  router.delete('/:id', async (request, response) => {
    const record = await readOwnDocument(request.params.id, tenantOf(response), ports);
    await deleteDocument(record, ports);
    response.status(204).end();
  });

  router.post('/:id/cancel', async (request, response) => {
    const record = await readOwnDocument(request.params.id, tenantOf(response), ports);
    await send(await cancelDocument(record, ports), response);
  });

  router.post('/:id/retry', async (request, response) => {
    const record = await readOwnDocument(request.params.id, tenantOf(response), ports);
    const budgetUsd = await readNewBudget(request);
    if (budgetUsd !== undefined) await raiseBudget(record, budgetUsd, ports);
    response.status(202);
    await send(await retryDocument(record, ports), response);
  });
  return router;
}

import {
  type DocumentRecord,
  documentStatuses,
  type DocumentView,
  isDocumentId,
  laneAt,
  viewDocument,
} from '@quire/domain';
import { type Response, Router } from 'express';
import { z } from 'zod';
import { acceptDocument } from '../accept-document.ts';
import type { ApiPorts } from '../api-ports.ts';
import { tenantOf } from '../authenticate.ts';
import { cancelDocument } from '../cancel-document.ts';
import { checkOptions } from '../check-options.ts';
import { holdOn } from '../holds.ts';
import { listDocuments } from '../list-documents.ts';
import { InvalidRequest } from '../problem.ts';
import { raiseBudget, readNewBudget } from '../raise-budget.ts';
import { retryDocument } from '../retry-document.ts';
import { readOwnDocument } from '../read-own-document.ts';
import { receiveUpload } from '../uploads/receive-upload.ts';

const listQuery = z.object({
  status: z.enum(documentStatuses).optional(),
  cursor: z.string().refine(isDocumentId, 'is no cursor').optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});

const idempotencyKey = z.string().min(1).max(255).optional();

/** `/v1/documents`: accept, show, list, cancel, retry. */
export function documentRoutes(ports: ApiPorts): Router {
  const router = Router();
  const view = async (records: readonly DocumentRecord[]): Promise<DocumentView[]> => {
    const [holds, memory] = await Promise.all([ports.limiter.holds(), ports.limiter.memoryLow()]);
    const nowMs = Date.now();
    return records.map((record) => {
      const { model = ports.config.QUIRE_MODEL } = record.options;
      return viewDocument(record, memory ?? holdOn(model, laneAt(record.options, nowMs), holds));
    });
  };
  const send = async (record: DocumentRecord, response: Response): Promise<void> => {
    response.json((await view([record]))[0]);
  };

  router.post('/', async (request, response) => {
    const key = idempotencyKey.safeParse(request.get('idempotency-key'));
    if (!key.success) throw InvalidRequest.from(key.error, '/Idempotency-Key');
    const upload = await receiveUpload(request, ports);
    checkOptions(upload.options, ports);
    const record = await acceptDocument(
      { ...upload, tenant: tenantOf(response), idempotencyKey: key.data },
      ports,
    );
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

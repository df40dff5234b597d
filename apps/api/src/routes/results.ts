import { Failure, hasEnded } from '@quire/domain';
import { Router } from 'express';
import { z } from 'zod';
import type { ApiPorts } from '../api-ports.ts';
import { tenantOf } from '../authenticate.ts';
import { InvalidRequest } from '../problem.ts';
import { readOwnDocument } from '../read-own-document.ts';
import { writeResult } from '../write-result.ts';

const resultQuery = z.object({
  format: z.enum(['json', 'markdown', 'ndjson']).default('json'),
  partial: z.enum(['0', '1']).default('0'),
});

/** `/v1/documents/:id/result` and single pages. */
export function resultRoutes(ports: ApiPorts): Router {
  const router = Router();

  router.get('/:id/result', async (request, response) => {
    const query = resultQuery.safeParse(request.query);
    if (!query.success) throw InvalidRequest.from(query.error);
    const record = await readOwnDocument(request.params.id, tenantOf(response), ports);
    if (!hasEnded(record.status) && query.data.partial !== '1') {
      throw new Failure('not_finished', { detail: `its status is ${record.status}` });
    }
    await writeResult(record, query.data.format, response, ports);
  });

  router.get('/:id/pages/:page', async (request, response) => {
    const record = await readOwnDocument(request.params.id, tenantOf(response), ports);
    const number = /^\d{1,6}$/.test(request.params.page) ? Number(request.params.page) : 0;
    const planned = await ports.documents.plannedPage(record.id, number);
    const page = await ports.pages.read(record.id, number);
    if (page !== null) {
      response.json(page);
      return;
    }
    const code = planned !== null || record.totalPages === 0 ? 'not_finished' : 'page_not_found';
    throw new Failure(hasEnded(record.status) ? 'page_not_found' : code);
  });
  return router;
}

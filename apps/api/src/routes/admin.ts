import { basename } from 'node:path';
import { Failure, isDocumentId, type ResumedView } from '@quire/domain';
import { Router } from 'express';
import type { ApiPorts } from '../api-ports.ts';
import { ledgerRoutes } from './ledger.ts';

/** `/v1/admin`: what operators do by hand. */
export function adminRoutes({ limiter, ledger, log, pages, blobs }: ApiPorts): Router {
  const router = Router();
  router.use('/ledger', ledgerRoutes({ ledger }));
  router.post('/resume', async (_request, response) => {
    const holds = await limiter.holds();
    await limiter.resume();
    log.info({ ended: holds.map(({ code }) => code) }, 'an operator ended all holds');
    response.json({
      ended: holds.map(({ group, code }) => ({ model_group: group, reason: code })),
    } satisfies ResumedView);
  });
  // Of any tenant: who mends renderers is no tenant.
  router.get('/documents/:id/pages/:page/quarantine', async (request, response) => {
    const { id, page } = request.params;
    const read =
      isDocumentId(id) && /^\d{1,6}$/.test(page) ? await pages.read(id, Number(page)) : null;
    const address = read?.error?.quarantine;
    const kept = address === undefined ? null : await blobs.quarantined(address);
    if (address === undefined || kept === null) {
      throw new Failure('page_not_found', { detail: 'it is not in quarantine' });
    }
    // Handed over, never shown: this page has ended three renderers already.
    response.attachment(basename(address)).type('application/octet-stream').send(kept);
  });
  return router;
}

import { Router } from 'express';
import type { ApiPorts } from '../api-ports.ts';
import { ledgerRoutes } from './ledger.ts';

/** `/v1/admin`: what operators do by hand. */
export function adminRoutes({ limiter, ledger, log }: ApiPorts): Router {
  const router = Router();
  router.use('/ledger', ledgerRoutes({ ledger }));
  router.post('/resume', async (_request, response) => {
    const holds = await limiter.holds();
    await limiter.resume();
    log.info({ ended: holds.map(({ code }) => code) }, 'an operator ended all holds');
    response.json({
      ended: holds.map(({ group, code }) => ({ model_group: group, reason: code })),
    });
  });
  return router;
}

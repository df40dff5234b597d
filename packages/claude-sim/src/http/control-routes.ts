import express, { Router, type ErrorRequestHandler } from 'express';
import { z } from 'zod';
import { faultKinds } from '../faults/fault-kinds.ts';
import { faultPlan } from '../faults/fault-plan.ts';
import { foreignTable, limitsTable } from '../limits/limits.ts';
import type { Sim } from '../sim/sim.ts';

/** What a test asks of the stand-in itself. No key, and nothing of it is in the audit. */
export function controlRoutes(sim: Sim): Router {
  const router = Router();
  router.get('/healthz', (_, response) => void response.json({ standin: true, ok: true }));

  router
    .route('/audit')
    .get((request, response) => {
      response.json(sim.audit.read(Number(request.query['since'] ?? 0)));
    })
    .delete((_, response) => {
      sim.audit.clear();
      response.json(sim.audit.read());
    });
  router.get('/audit/bill', (_, response) => void response.json(sim.audit.bill()));

  router.use('/sim', express.json({ limit: '10mb' }));
  router
    .route('/sim/faults')
    .get((_, response) => void response.json({ kinds: faultKinds, plan: sim.faults.report() }))
    .post((request, response) => {
      sim.faults.set(faultPlan.parse(request.body), sim.now());
      response.json({ plan: sim.faults.report() });
    })
    .delete((_, response) => {
      sim.faults.set([], sim.now());
      response.json({ plan: [] });
    });
  router
    .route('/sim/limits')
    .get((_, response) => void response.json(sim.limiter.report(sim.now())))
    .post((request, response) => {
      sim.limiter.setLimits(limitsTable.parse(request.body), sim.now());
      response.json(sim.limiter.report(sim.now()));
    });
  router.post('/sim/batches/hurry', (_, response) => {
    sim.batchHurry.abort();
    response.json({ ok: true });
  });
  router.post('/sim/foreign', (request, response) => {
    sim.limiter.setForeign(foreignTable.parse(request.body), sim.now());
    response.json({ ok: true });
  });
  router.use(explain);
  return router;
}

/** A wrong plan is the tester's mistake: said plainly, and not in the API's shape. */
const explain: ErrorRequestHandler = (error: unknown, _request, response, _next) => {
  const message = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
  response.status(400).json({ standin: true, error: message });
};

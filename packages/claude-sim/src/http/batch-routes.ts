import { Router } from 'express';
import { ApiError } from '../api/api-error.ts';
import { invalidRequest } from '../api/invalid-request.ts';
import { RESULTS_KEPT_MS, type Batch } from '../batches/batch.ts';
import { batchBody, type BatchBody } from '../batches/batch-body.ts';
import { BatchDesk } from '../batches/batch-desk.ts';
import { checkBatch } from '../batches/check-batch.ts';
import type { Sim } from '../sim/sim.ts';
import { deliver } from './deliver.ts';
import { commonHeaders, type Exchange } from './exchange.ts';
import { pageOf } from './page-of.ts';
import { MAX_BATCH_BYTES, readBody } from './read-body.ts';
import { route } from './route.ts';
import { sendJson } from './send-json.ts';

/** Message Batches. All of it shares one limit of requests. */
export function batchRoutes(sim: Sim): Router {
  const desk = new BatchDesk(sim);
  const router = Router();
  const limited = (serve: (exchange: Exchange, id: string) => Promise<void>) =>
    route(sim, 'batches', async (exchange) => {
      exchange.response.set(sim.limiter.admitPlain('batches', sim.now()));
      await serve(exchange, String(exchange.request.params['id']));
    });

  router
    .route('/v1/messages/batches')
    .post(
      limited(async (exchange) => {
        const entries = checkBatch(await readBody(exchange.request, MAX_BATCH_BYTES));
        await sendJson(exchange, shown(exchange, desk.create(entries, exchange.version)));
      }),
    )
    .get(
      limited(async (exchange) => {
        const bodies = desk.list().map((batch) => shown(exchange, batch));
        await sendJson(exchange, pageOf(bodies, exchange.request.query));
      }),
    );
  router
    .route('/v1/messages/batches/:id')
    .get(limited(async (exchange, id) => sendJson(exchange, shown(exchange, desk.find(id)))))
    .delete(
      limited(async (exchange, id) => {
        desk.delete(id);
        await sendJson(exchange, { id, type: 'message_batch_deleted' });
      }),
    );
  router.post(
    '/v1/messages/batches/:id/cancel',
    limited(async (exchange, id) => sendJson(exchange, shown(exchange, desk.cancel(id)))),
  );
  router.get(
    '/v1/messages/batches/:id/results',
    limited(async (exchange, id) => sendResults(exchange, desk.find(id))),
  );
  return router;
}

/** `results_url` is absolute and the SDK goes where it points, so it points where we were called. */
function shown({ request, sim }: Exchange, batch: Batch): BatchBody {
  return batchBody(batch, `http://${request.headers.host ?? 'localhost'}`, sim.now());
}

/** One JSON a line, in an order of their own: results are to be matched by `custom_id`. */
async function sendResults(exchange: Exchange, batch: Batch): Promise<void> {
  const { requestId, sim } = exchange;
  if (batch.endedAtMs === undefined) {
    throw invalidRequest(`Batch ${batch.id} has not ended; its results are not available yet`);
  }
  if (sim.now() >= batch.createdAtMs + RESULTS_KEPT_MS) {
    throw new ApiError(404, 'not_found_error', `The results of ${batch.id} are no longer kept`);
  }
  await deliver(exchange, {
    headers: { ...commonHeaders(requestId), 'content-type': 'application/x-jsonl' },
    frames: shuffled(batch.entries).map(({ customId, result }) => ({
      atMs: 0,
      text: `${JSON.stringify({ custom_id: customId, result })}\n`,
    })),
    rule: exchange.rule,
  });
}

/** Odd places backwards, then even ones: the same every time, and never the order of the request. */
function shuffled<T>(list: readonly T[]): T[] {
  const odd = list.filter((_, index) => index % 2 === 1);
  return [...odd.toReversed(), ...list.filter((_, index) => index % 2 === 0)];
}

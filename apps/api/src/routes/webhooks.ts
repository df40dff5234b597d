import { type DeliveryView, Failure, viewDelivery } from '@quire/domain';
import { Router } from 'express';
import type { ApiPorts } from '../api-ports.ts';
import { tenantOf } from '../authenticate.ts';
import { listDeliveries, listDeliveriesOf } from '../list-deliveries.ts';
import { type OwnDelivery, readOwnDelivery } from '../own-deliveries.ts';
import { InvalidRequest } from '../problem.ts';
import { readOwnDocument } from '../read-own-document.ts';
import { replayOne, replayRange } from '../replay-delivery.ts';
import { readJson } from '../uploads/read-json.ts';
import { deliveriesQuery, replayRangeBody } from './webhooks-operations.ts';

/** Two times and a few words. */
const MAX_BYTES = 10_000;

/** `/v1/webhooks`: what was sent to receivers, what came back, and sending it again. */
export function webhookRoutes(ports: ApiPorts): Router {
  const router = Router();

  router.get('/deliveries', async (request, response) => {
    const query = deliveriesQuery.safeParse(request.query);
    if (!query.success) throw InvalidRequest.from(query.error);
    const { document: id, ...rest } = query.data;
    const tenant = tenantOf(response);
    const { deliveries, nextCursor } =
      id === undefined
        ? await listDeliveries(tenant, rest, ports)
        : await listDeliveriesOf(await readOwnDocument(id, tenant, ports), rest, ports);
    response.json({ data: deliveries.map(viewOf), next_cursor: nextCursor });
  });

  router.post('/deliveries/replay', async (request, response) => {
    const body = replayRangeBody.safeParse(await readJson(request, MAX_BYTES));
    if (!body.success) throw InvalidRequest.from(body.error);
    const { since, until, status, cursor: after } = body.data;
    const untilMs = until ?? Date.now() + 60_000;
    const range = { sinceMs: since, untilMs, statuses: status, cursor: after };
    const { replayed, nextCursor } = await replayRange(tenantOf(response), range, ports);
    response.status(202).json({ replayed, next_cursor: nextCursor });
  });

  router.get('/deliveries/:id', async (request, response) => {
    response.json(viewOf(await readOwnDelivery(request.params.id, tenantOf(response), ports)));
  });

  router.post('/deliveries/:id/replay', async (request, response) => {
    const delivery = await readOwnDelivery(request.params.id, tenantOf(response), ports);
    const record = await replayOne(delivery, ports);
    if (record === null) throw new Failure('delivery_not_found');
    response.status(202).json(viewOf({ ...delivery, record }));
  });
  return router;
}

function viewOf({ id, document, record }: OwnDelivery): DeliveryView {
  return viewDelivery(id, document.id, document.options.webhook?.url ?? '', record);
}

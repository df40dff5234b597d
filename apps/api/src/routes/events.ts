import { type DocumentRecord, hasEnded, parseCursor } from '@quire/domain';
import { Router } from 'express';
import type { ApiPorts } from '../api-ports.ts';
import { tenantOf } from '../authenticate.ts';
import { eventStreamHeaders } from '../events/event-stream.ts';
import { tellDocument, type Telling } from '../events/tell-document.ts';
import { InvalidRequest } from '../problem.ts';
import { readOwnDocument } from '../read-own-document.ts';
import { eventsQuery } from './events-operations.ts';

/** `/v1/documents/:id/events`: what happens to a document, as it happens, until it ends. */
export function eventRoutes(ports: ApiPorts): Router {
  const router = Router();

  router.get('/:id/events', async (request, response) => {
    const query = eventsQuery.safeParse(request.query);
    if (!query.success) throw InvalidRequest.from(query.error);
    const record = await readOwnDocument(request.params.id, tenantOf(response), ports);
    if (request.method === 'HEAD') {
      response.writeHead(200, eventStreamHeaders).end();
      return;
    }
    const cursor = parseCursor(request.get('last-event-id'));
    if (await isAllTold(record, cursor, ports)) {
      // A browser whose stream ended would else ask for ever.
      response.status(204).end();
      return;
    }
    const withPages = query.data.events.includes('page');
    await ports.streams.serve(tenantOf(response), response, async (stream) => {
      const follower = ports.watch.follow(record.id);
      try {
        return await tellDocument(stream, follower, { cursor, withPages });
      } finally {
        follower.leave();
      }
    });
  });
  return router;
}

/** Whether a client was told of this end, and of all that came before it. */
async function isAllTold(
  { id, status }: DocumentRecord,
  cursor: Telling['cursor'],
  { feed }: Pick<ApiPorts, 'feed'>,
): Promise<boolean> {
  if (cursor === null || !cursor.isEnd || !hasEnded(status)) return false;
  const head = await feed.head(id);
  return head?.round === cursor.round && head.length === cursor.position;
}

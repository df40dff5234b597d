import express, { type Express } from 'express';
import { ApiError } from '../api/api-error.ts';
import type { Sim } from '../sim/sim.ts';
import { batchRoutes } from './batch-routes.ts';
import { controlRoutes } from './control-routes.ts';
import { route } from './route.ts';
import { serveCount } from './serve-count.ts';
import { serveMessages } from './serve-messages.ts';
import { serveModel, serveModels } from './serve-models.ts';

/** The API, and beside it what the API has not: audit, faults and limits to set. */
export function createApp(sim: Sim): Express {
  const app = express().disable('x-powered-by').disable('etag');
  app.post('/v1/messages', route(sim, 'messages', serveMessages));
  app.post('/v1/messages/count_tokens', route(sim, 'count_tokens', serveCount));
  app.use(batchRoutes(sim));
  app.get('/v1/models', route(sim, 'models', serveModels));
  app.get('/v1/models/:id', route(sim, 'models', serveModel));
  app.use(controlRoutes(sim));
  app.use(
    route(sim, 'other', async ({ request }) => {
      throw new ApiError(404, 'not_found_error', `Not found: ${request.method} ${request.path}`);
    }),
  );
  return app;
}

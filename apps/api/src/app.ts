import { randomUUID } from 'node:crypto';
import { answerHealth } from '@quire/service';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import helmet from 'helmet';
import type { ApiPorts } from './api-ports.ts';
import { authenticate } from './authenticate.ts';
import { createDashboard } from './dashboard.ts';
import { localOnly } from './local-only.ts';
import { isOperator, operatorsOnly } from './operators-only.ts';
import { sendProblem } from './problem.ts';
import { refuseUnknown } from './refuse-unknown.ts';
import { adminRoutes } from './routes/admin.ts';
import { docsRoutes } from './routes/docs.ts';
import { documentRoutes } from './routes/documents.ts';
import { estimateRoutes } from './routes/estimate.ts';
import { eventRoutes } from './routes/events.ts';
import { presetRoutes } from './routes/presets.ts';
import { resultRoutes } from './routes/results.ts';
import { statusRoutes } from './routes/status.ts';
import { webhookRoutes } from './routes/webhooks.ts';

/** The whole HTTP face. Routes are a few lines over their use case. */
export function createApp(ports: ApiPorts): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use((request: Request, response: Response, next: NextFunction) => {
    response.set('x-request-id', request.get('x-request-id')?.slice(0, 100) ?? randomUUID());
    next();
  });
  const health = {
    metrics: ports.metrics,
    checks: { redis: ports.pingRedis, blobs: () => ports.blobs.isWritable() },
  };
  app.use(async (request, response, next) => {
    if (!(await answerHealth(request, response, health))) next();
  });

  const operators = operatorsOnly(ports.config.QUIRE_ADMIN);
  app.use('/ops/queues', operators, createDashboard('/ops/queues', ports.producer));
  app.use(helmet());
  app.use(docsRoutes());
  // Ends here: whoever has the operators' login is not asked for a key to hear that there is nothing.
  app.use('/v1/admin', operators, adminRoutes(ports), refuseUnknown());
  if (ports.config.QUIRE_API_KEYS.length === 0) app.use('/v1', localOnly());
  const tenants = authenticate(ports.config.QUIRE_API_KEYS);
  const { QUIRE_ADMIN: admin } = ports.config;
  app.use('/v1/status', (request, response, next) => {
    // Operators have no key, and this is where they look first.
    if (admin !== undefined && isOperator(request, admin)) next();
    else tenants(request, response, next);
  });
  app.use('/v1/status', statusRoutes(ports));
  app.use('/v1', tenants);
  app.use('/v1/documents', documentRoutes(ports), resultRoutes(ports), eventRoutes(ports));
  app.use('/v1/estimate', estimateRoutes(ports));
  app.use('/v1/presets', presetRoutes(ports));
  app.use('/v1/webhooks', webhookRoutes(ports));
  app.use(refuseUnknown());
  // Express knows an error handler by its four parameters.
  app.use((error: unknown, request: Request, response: Response, _next: NextFunction) => {
    sendProblem(error, request, response, ports.log);
  });
  return app;
}

import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { ExpressAdapter } from '@bull-board/express';
import { type Producer, queueNames } from '@quire/queues';
import { type RequestHandler, Router } from 'express';
import helmet from 'helmet';

/** More jobs on one page block Redis for seconds (BullMQ page, "Cost"). */
const MOST_JOBS_PER_PAGE = 100;

const DESCRIPTIONS = {
  split: 'Documents to take apart into pages',
  pages: 'Pages to be read by Claude',
  aggregate: 'Documents of which every page has ended',
  webhooks: 'Ended documents to tell a receiver of',
} as const;

/** Bull Board over all queues. @param path where it is mounted */
export function createDashboard(path: string, producer: Pick<Producer, 'queues'>): RequestHandler {
  const serverAdapter = new ExpressAdapter();
  serverAdapter.setBasePath(path);
  createBullBoard({
    serverAdapter,
    queues: queueNames.map(
      (name) =>
        new BullMQAdapter(producer.queues[name], {
          description: DESCRIPTIONS[name],
        }),
    ),
    options: {
      uiConfig: { boardTitle: 'Quire', hideRedisDetails: true, showWorkers: false },
      handlerHooks: {
        before({ request }) {
          if (Number(request.query['jobsPerPage']) > MOST_JOBS_PER_PAGE) {
            request.query['jobsPerPage'] = String(MOST_JOBS_PER_PAGE);
          }
        },
      },
    },
  });
  const boardRouter: unknown = serverAdapter.getRouter();
  if (!isRequestHandler(boardRouter)) throw new TypeError('Bull Board has no router');
  const router = Router();
  router.use(
    helmet({
      // The page names Google's fonts; without them it falls back to the system's, and calls nobody.
      contentSecurityPolicy: {
        directives: { styleSrc: ["'self'", "'unsafe-inline'"], upgradeInsecureRequests: null },
      },
    }),
    boardRouter,
  );
  return router;
}

/** Bull Board types its router as `any`. */
function isRequestHandler(value: unknown): value is RequestHandler {
  return typeof value === 'function';
}

import type { Operation } from './openapi/operation.ts';

/** The page of `dashboard.ts`; what it asks for by itself is Bull Board's own affair. */
export const dashboardOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/ops/queues',
    operationId: 'showQueues',
    tag: 'Operations',
    summary: 'Look into the queues',
    description: "The operators' dashboard, for a browser.",
    access: 'operator',
    answers: {
      200: {
        description: 'The page.',
        content: { 'text/html': { schema: { type: 'string' } } },
      },
    },
    failures: [],
  },
];

import { statusView } from '@quire/domain';
import { status } from '../openapi/examples.ts';
import type { Operation } from '../openapi/operation.ts';

/** The route of `status.ts`. */
export const statusOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/status',
    operationId: 'getStatus',
    tag: 'Operations',
    summary: 'See what is held up, and why',
    description:
      'The depths of the queues, pauses and halts with their reasons, what is left of rate limits ' +
      "and of the caller's budgets, and how long the oldest document waits.",
    access: 'key or operator',
    answers: {
      200: {
        description: 'How Quire is doing.',
        content: { 'application/json': { schema: statusView, examples: { status } } },
      },
    },
    failures: [],
  },
];

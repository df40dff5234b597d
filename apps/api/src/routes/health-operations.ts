import { z } from 'zod';
import type { Operation } from '../openapi/operation.ts';

const alive = z.object({ status: z.literal('ok') });
const readiness = z.object({
  status: z.enum(['ready', 'not ready']),
  checks: z
    .record(z.string(), z.union([z.boolean(), z.string()]))
    .describe('What it cannot work without: whether it is there, or in words why not.'),
});

/** What `answerHealth` serves. */
export const healthOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/healthz',
    operationId: 'isAlive',
    tag: 'Health',
    summary: 'Is it alive',
    description: 'Says that the process answers, and nothing of what it depends on.',
    access: 'anybody',
    answers: {
      200: {
        description: 'It is.',
        content: { 'application/json': { schema: alive, examples: { alive: { status: 'ok' } } } },
      },
    },
    failures: [],
  },
  {
    method: 'get',
    path: '/readyz',
    operationId: 'isReady',
    tag: 'Health',
    summary: 'Can it serve',
    description: 'Whether Redis and the store of originals can be reached.',
    access: 'anybody',
    answers: {
      200: {
        description: 'It can.',
        content: {
          'application/json': {
            schema: readiness,
            examples: { ready: { status: 'ready', checks: { redis: true, blobs: true } } },
          },
        },
      },
      503: {
        description: 'It cannot: send requests to another.',
        content: {
          'application/json': {
            schema: readiness,
            examples: { away: { status: 'not ready', checks: { redis: false, blobs: true } } },
          },
        },
      },
    },
    failures: [],
  },
  {
    method: 'get',
    path: '/metrics',
    operationId: 'getMetrics',
    tag: 'Health',
    summary: 'Measure it',
    description: 'Metrics in the text format of Prometheus.',
    access: 'anybody',
    answers: {
      200: {
        description: 'The metrics of this process.',
        content: { 'text/plain': { schema: { type: 'string' } } },
      },
    },
    failures: [],
  },
];

import { presetListView } from '@quire/domain';
import { presets } from '../openapi/examples.ts';
import type { Operation } from '../openapi/operation.ts';

/** The route of `presets.ts`. */
export const presetOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/presets',
    operationId: 'listPresets',
    tag: 'Before you pay',
    summary: 'List the named ways to ask',
    description:
      'Each preset is a task with its words, its schema and its defaults. What a document says ' +
      'itself stands before its preset.',
    access: 'key',
    answers: {
      200: {
        description: 'All presets of this server, the built-in ones first.',
        content: { 'application/json': { schema: presetListView, examples: { presets } } },
      },
    },
    failures: [],
  },
];

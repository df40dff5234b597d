import { Failure, type FailureCode, failures } from '@quire/domain';
import { OperatorNeeded } from '../operator-needed.ts';
import { problemBody } from '../problem.ts';
import { retryAfterS } from '../retry-after.ts';
import type { Access, JsonSchema, Operation } from './operation.ts';

/** What may happen on any route that asks who is there, before or beside what it does itself. */
const USUAL: readonly FailureCode[] = [
  'unauthorized',
  'forbidden',
  'redis_unavailable',
  'redis_refuses_writes',
  'internal_error',
];

/** The answers of an operation that are problems, by status. */
export function problemResponses(operation: Operation): Record<string, JsonSchema> {
  const { access, path, failures: own } = operation;
  const { params, query, jsonQuery, headers, body } = operation;
  const mayBeInvalid = [params, query, jsonQuery, headers, body].some((part) => part !== undefined);
  const codes = new Set([
    ...(mayBeInvalid ? (['invalid_request'] as const) : []),
    ...(access === 'anybody' ? [] : USUAL),
    ...own,
  ]);
  const byStatus = Map.groupBy(codes, (code) => failures[code].status);
  const statuses = [...byStatus].toSorted(([a], [b]) => a - b);
  return Object.fromEntries(
    statuses.map(([status, all]) => [String(status), problemResponse(status, all, access, path)]),
  );
}

function problemResponse(
  status: number,
  codes: readonly FailureCode[],
  access: Access,
  path: string,
): JsonSchema {
  const headers = [
    'x-request-id',
    ...(status === 401 ? ['www-authenticate'] : []),
    ...(codes.every((code) => retryAfterS(code) !== undefined) ? ['retry-after'] : []),
  ];
  return {
    description: codes
      .map((code) => `[\`${code}\`](/docs/failures#${code}) ${failures[code].message}`)
      .join('\n\n'),
    headers: headerRefs(headers),
    content: {
      'application/problem+json': {
        schema: {
          allOf: [
            { $ref: '#/components/schemas/Problem' },
            { properties: { code: { enum: codes }, status: { const: status } } },
          ],
        },
        examples: Object.fromEntries(
          codes.map((code) => [code, { value: exampleOf(code, access, path) }]),
        ),
      },
    },
  };
}

function exampleOf(code: FailureCode, access: Access, path: string): object {
  const isOperators = code === 'unauthorized' && access === 'operator';
  const failure = isOperators ? new OperatorNeeded() : new Failure(code);
  const requestId = '0e0c8f53-6b0c-4d4e-9a55-1d4f6a3c7b21';
  const instance = path.replace('{id}', 'doc_01kamgzc03fnae9m3rhq0yw7gq').replace('{page}', '3');
  return problemBody(failure, { instance, requestId });
}

/** References to headers under `components`, by name. */
export function headerRefs(names: readonly string[]): Record<string, JsonSchema> {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

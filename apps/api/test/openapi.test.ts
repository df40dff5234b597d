import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { modelSettings } from '@quire/claude';
import { apiConfig, readConfig } from '@quire/config';
import { builtInPresets, failures } from '@quire/domain';
import { createLifecycle, createLog, createMetrics, type Lifecycle } from '@quire/service';
import { type PrivateRedis, startPrivateRedis } from '@quire/testkit';
import { Validator } from '@seriousme/openapi-schema-validator';
import type { Express } from 'express';
import { createApp } from '../src/app.ts';
import { allowedMethods } from '../src/openapi/allowed-methods.ts';
import { describeApi, type OpenApiDocument } from '../src/openapi/describe-api.ts';
import { operations } from '../src/openapi/operations.ts';
import { webhooks } from '../src/openapi/webhooks.ts';
import { openPorts } from '../src/start-api.ts';
import { createAnswerChecker } from './answer-checker.ts';
import { isRecord, type Json } from './json.ts';
import { routesOf } from './routes-of.ts';
import { problemOf, startTestApi, type TestApi } from './start-test-api.ts';

jest.setTimeout(60_000);

/** Asked for by a page, and no routes of their own. */
const OF_PAGES = /^\w+ \/ops\/queues\/./;

const document = describeApi(operations, webhooks, '1.2.3');
const checker = createAnswerChecker(document);

let redis: PrivateRedis;
let api: TestApi;

beforeAll(async () => {
  redis = await startPrivateRedis();
  api = await startTestApi(redis.url, {
    QUIRE_API_KEYS: 'anna:key-of-anna',
    QUIRE_ADMIN: 'ops:secret',
  });
});

afterAll(async () => {
  await api.stop();
  await redis.stop();
});

describe('the document', () => {
  test('is OpenAPI 3.1', async () => {
    const validator = new Validator();
    const { valid, errors } = await validator.validate(structuredClone(document));
    expect({ valid, errors }).toEqual({ valid: true, errors: undefined });
    expect(validator.version).toBe('3.1');
  });

  test('describes every route there is, and no other', async () => {
    const lifecycle = createLifecycle((error) => {
      throw error;
    });
    const routes = routesOf(await openApp(redis.url, lifecycle)).filter(
      (one) => !OF_PAGES.test(one),
    );
    await lifecycle.stop();
    const described = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
    );
    // These are answered before any route.
    const health = ['get /healthz', 'get /readyz', 'get /metrics'];
    // Bull Board answers more than one address with its page.
    expect([...routes, ...health, 'get /ops/queues'].toSorted()).toEqual(
      [...new Set(described)].toSorted(),
    );
  });

  test('has schemas that say what they mean, and examples that fit them', () => {
    const forms = formsIn(document);
    expect(forms.length).toBeGreaterThan(60);
    for (const { at, schema, examples } of forms) {
      // An unknown word in a schema, or a reference to nothing, throws.
      expect(() => checker.misfits(schema, null)).not.toThrow();
      for (const example of examples) {
        expect({ at, misfits: checker.misfits(schema, example) }).toEqual({ at, misfits: [] });
      }
    }
    const examples = forms.flatMap((form) => form.examples);
    expect(examples.length).toBeGreaterThan(100);
  });

  test('links each failure to what is written about it', async () => {
    const page = await (await fetch(`${api.url}/docs/failures`)).text();
    const anchors = [...page.matchAll(/<h3 id="(\w+)"/g)].map(([, id]) => id);
    expect(anchors).toEqual(Object.keys(failures));
    const linked = [...JSON.stringify(document).matchAll(/\/docs\/failures#(\w+)/g)];
    expect(anchors).toEqual(expect.arrayContaining(linked.map(([, code]) => code)));
  });

  test('is served to anybody, key or not', async () => {
    const response = await fetch(`${api.url}/openapi.json`);
    const served: unknown = await response.json();
    expect(served).toEqual({ ...document, info: { ...document.info, version: '0.1.0' } });
  });
});

describe('the page', () => {
  test.each(['/docs', '/docs/'])('at %s has all that it needs from this server', async (path) => {
    const response = await fetch(`${api.url}${path}`);
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toMatch(/unsafe-eval|https?:/);
    const html = await response.text();
    const named = [...html.matchAll(/(?:src|data-document|stylesheet" href)="([^"]+)"/g)];
    const answers = await Promise.all(
      named.map(async ([, address = '']) => {
        const { status, headers } = await fetch(new URL(address, `${api.url}${path}`));
        return [status, headers.get('content-type')];
      }),
    );
    expect(answers).toEqual([
      [200, expect.stringContaining('text/css')],
      [200, expect.stringContaining('text/javascript')],
      [200, expect.stringContaining('text/javascript')],
      [200, expect.stringContaining('application/json')],
    ]);
    expect((await fetch(`${api.url}/docs/assets/index.html`)).status).toBe(404);
  });
});

describe('an answer', () => {
  test('of an api under test is held against the document', async () => {
    await problemOf(await fetch(`${api.url}/v1/presets`));
    const anna = { headers: { authorization: 'Bearer key-of-anna' } };
    await (await fetch(`${api.url}/v1/presets`, anna)).json();
    // A line is written once the answer is out.
    while (!(await api.answers()).some(({ answer }) => answer === 'GET /v1/presets 200'))
      await sleep(20);
    expect(await api.answers()).toContainEqual({ answer: 'GET /v1/presets 401', mistakes: [] });
  });

  test('that is not as described is told', () => {
    const headers = { 'x-request-id': 'r', 'content-type': 'application/json' };
    const right = {
      method: 'GET',
      path: '/healthz',
      status: 200,
      headers,
      body: '{"status":"ok"}',
    };
    expect(checker.mistakesIn(right)).toEqual([]);
    const wrong = [
      { body: '{"status":"well"}' },
      { body: '{"status":"ok","more":1}' },
      { body: '{}' },
      { status: 204, body: '' },
      { headers: { 'content-type': 'application/json' } },
      { headers: { ...headers, 'content-type': 'text/html' } },
      { path: '/v1/nothing' },
      { method: 'POST' },
    ];
    for (const change of wrong) {
      expect(checker.mistakesIn({ ...right, ...change })).not.toEqual([]);
    }
  });

  test('of lines is held to its lines', () => {
    const headers = { 'x-request-id': 'r', 'content-type': 'application/x-ndjson' };
    const lines = { method: 'GET', path: '/v1/admin/ledger', status: 200, headers };
    expect(checker.mistakesIn({ ...lines, body: '' })).toEqual([]);
    expect(checker.mistakesIn({ ...lines, body: '{"id":"x"}\n' })).not.toEqual([]);
  });
});

test('a method that an address does not take is 405, and `Allow` lists those that it takes', async () => {
  const headers = { authorization: 'Bearer key-of-anna' };
  for (const [method, path, allow] of [
    ['PUT', '/v1/documents', 'POST, GET, HEAD'],
    ['PATCH', '/V1/documents/x/', 'GET, HEAD, DELETE'],
    ['POST', '/v1/documents/x/result', 'GET, HEAD'],
    ['GET', '/v1/estimate', 'POST'],
    ['POST', '/healthz', 'GET, HEAD'],
    ['DELETE', '/docs', 'GET, HEAD'],
  ] as const) {
    const response = await fetch(`${api.url}${path}`, { method, headers });
    expect(await problemOf(response)).toMatchObject({ status: 405, code: 'method_not_allowed' });
    expect(response.headers.get('allow')).toBe(allow);
  }
  expect(allowedMethods(operations, '/v1/documents//cancel')).toEqual([]);
  expect(allowedMethods(operations, '/v1/documents/a/b/cancel')).toEqual([]);
});

/** The app as `startApi` wires it, without a server. */
async function openApp(redisUrl: string, lifecycle: Lifecycle): Promise<Express> {
  const config = readConfig({ REDIS_URL: redisUrl }, apiConfig, modelSettings);
  return createApp(
    await openPorts({
      config: { ...config, presets: builtInPresets },
      log: createLog('test', 'silent'),
      lifecycle,
      metrics: createMetrics('test'),
    }),
  );
}

interface Form {
  readonly at: string;
  readonly schema: Json;
  readonly examples: readonly unknown[];
}

/** Everything with a schema in the document, with its examples, those of the schema among them. */
function formsIn(described: OpenApiDocument): Form[] {
  const forms: Form[] = [];
  const look = (value: unknown, at: string): void => {
    if (Array.isArray(value)) {
      value.forEach((item, index) => look(item, `${at}/${index}`));
    } else if (isRecord(value) && !at.endsWith('/value')) {
      const { schema, examples } = value;
      if (isRecord(schema)) {
        const named = isRecord(examples) ? Object.values(examples) : [];
        const own: unknown[] = Array.isArray(schema['examples']) ? schema['examples'] : [];
        const values = named.map((one) => (isRecord(one) ? one['value'] : one));
        forms.push({ at, schema, examples: [...values, ...own] });
      }
      for (const [name, inner] of Object.entries(value)) look(inner, `${at}/${name}`);
    }
  };
  look(described.paths, '');
  look(described.webhooks, 'webhooks');
  for (const [name, schema] of Object.entries(described.components['schemas'] ?? {})) {
    look({ schema }, name);
  }
  return forms;
}

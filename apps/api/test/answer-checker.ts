import type { OutgoingHttpHeaders } from 'node:http';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { OpenApiDocument } from '../src/openapi/describe-api.ts';
import { isPathOf } from '../src/openapi/is-path-of.ts';
import { isRecord, recordIn, type Json } from './json.ts';

/** One request and its whole answer. */
export interface Exchange {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly status: number;
  /** Names in lower case. */
  readonly headers: OutgoingHttpHeaders;
  readonly body: string;
}

export interface AnswerChecker {
  /** @returns what the document does not say of this answer; nothing where it fits */
  mistakesIn(exchange: Exchange): string[];
  /** @returns what does not fit a schema of the document, with its components closed to other fields */
  misfits(schema: Json, value: unknown): string[];
}

/** What answers where the document describes nothing. */
const ELSEWHERE = ['route_not_found', 'method_not_allowed', 'unauthorized', 'forbidden'];
/** What is asked for by pages: Bull Board's own requests, and Swagger's files. */
const OF_PAGES = /^\/(ops\/queues|docs\/assets)\//;

/** Holds answers against an OpenAPI document: statuses, headers, media types and bodies. */
export function createAnswerChecker(document: OpenApiDocument): AnswerChecker {
  const ajv = new Ajv2020({ allErrors: true, strict: false, strictSchema: true });
  formats.default(ajv);
  ajv.addFormat('base64', true);
  ajv.addVocabulary(['x-line-schema']);
  for (const [name, schema] of Object.entries(document.components['schemas'] ?? {})) {
    ajv.addSchema(closed(schema), `components:/${name}`);
  }
  const compiled = new Map<unknown, ValidateFunction>();

  function misfits(schema: Json, value: unknown): string[] {
    let validate = compiled.get(schema);
    if (validate === undefined) compiled.set(schema, (validate = ajv.compile(closed(schema))));
    if (validate(value)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
    );
  }

  function mistakesIn({ method, path, status, headers, body }: Exchange): string[] {
    if (OF_PAGES.test(path) || method === 'OPTIONS') return [];
    const template = Object.keys(document.paths).find((one) => isPathOf(one, path));
    const item = template === undefined ? undefined : document.paths[template];
    const operation = item?.[method === 'HEAD' ? 'get' : method.toLowerCase()];
    // Nothing but the status is told of what is asked for by HEAD.
    if (operation === undefined) return method === 'HEAD' ? [] : elsewhere(status, body);
    const answer = recordIn(operation, 'responses', String(status));
    if (answer === undefined) return [`${status} is not described: ${body.slice(0, 500)}`];
    const mistakes = Object.keys(recordIn(answer, 'headers') ?? {}).flatMap((name) => {
      const { required, schema } = document.components['headers']?.[name] ?? {};
      const value = headers[name];
      if (value === undefined) return required === true ? [`no header ${name}`] : [];
      return isRecord(schema) ? misfits(schema, String(value)) : [`${name} has no schema`];
    });
    const content = recordIn(answer, 'content');
    if (content === undefined) return body === '' ? mistakes : [...mistakes, 'has a body'];
    const type = String(headers['content-type']).split(';')[0] ?? '';
    const schema = recordIn(content, type, 'schema');
    if (schema === undefined) return [...mistakes, `${type} is not described`];
    return method === 'HEAD' ? mistakes : [...mistakes, ...bodyMistakes(schema, type, body)];
  }

  function bodyMistakes(schema: Json, type: string, body: string): string[] {
    const line = schema['x-line-schema'];
    if (isRecord(line)) {
      const lines = body.split('\n').filter((text) => text !== '');
      return lines.flatMap((text) => misfits(line, JSON.parse(text)));
    }
    return misfits(schema, /[/+]json$/.test(type) ? JSON.parse(body) : body);
  }

  function elsewhere(status: number, body: string): string[] {
    const problem: unknown = JSON.parse(body);
    const mistakes = misfits({ $ref: '#/components/schemas/Problem' }, problem);
    const code = isRecord(problem) ? String(problem['code']) : '';
    const mayBe = status === 400 || ELSEWHERE.includes(code);
    return mayBe ? mistakes : [...mistakes, `a route that is not described answered ${status}`];
  }
  return { mistakesIn, misfits };
}

/** A schema whose objects take no other fields than those it names: what is answered has to be described. */
function closed(schema: Json): Json {
  const text = JSON.stringify(schema, (key, value: unknown) => {
    if (key === '$ref') return String(value).replace('#/components/schemas/', 'components:/');
    const isPlain = isRecord(value) && value['type'] === 'object' && isRecord(value['properties']);
    return isPlain && !('additionalProperties' in value)
      ? { ...value, unevaluatedProperties: false }
      : value;
  });
  const copy: unknown = JSON.parse(text);
  if (!isRecord(copy)) throw new TypeError('a schema is an object');
  return copy;
}

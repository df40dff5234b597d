import { z } from 'zod';
import { jsonSchemas, type JsonSchemas } from './json-schemas.ts';
import { namedAnswers, namedQuestions } from './named-schemas.ts';
import type { Access, Answer, BodyForms, JsonSchema, Operation, Webhook } from './operation.ts';
import { headerRefs, problemResponses } from './problem-responses.ts';
import { responseHeaders } from './response-headers.ts';
import { isZod, schemasIn, zodFields } from './schemas-in.ts';
import { ABOUT, SECURITY_SCHEMES, TAGS } from './words.ts';

/** An OpenAPI document, of which only this is relied on here. */
export interface OpenApiDocument {
  readonly openapi: string;
  readonly info: JsonSchema;
  readonly paths: Readonly<Record<string, Readonly<Record<string, JsonSchema>>>>;
  readonly webhooks: Readonly<Record<string, JsonSchema>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, JsonSchema>>>>;
  readonly [more: string]: unknown;
}

const SECURITY: Record<Access, readonly JsonSchema[]> = {
  key: [{ key: [] }],
  operator: [{ operator: [] }],
  'key or operator': [{ key: [] }, { operator: [] }],
  anybody: [],
};

/**
 * The OpenAPI 3.1 document of routes and webhooks; its schemas are made of those that the code itself
 * reads with and is typed by.
 * @param version of the API, as `info.version`
 * @throws TypeError for a path whose braces and `params` differ
 */
export function describeApi(
  operations: readonly Operation[],
  webhooks: readonly Webhook[],
  version: string,
): OpenApiDocument {
  const { questions, answers } = schemasIn(operations, webhooks);
  const asked = jsonSchemas(namedQuestions, questions, 'input');
  const told = jsonSchemas(namedAnswers, answers, 'output');
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const operation of operations) {
    (paths[operation.path] ??= {})[operation.method] = describe(operation, asked, told);
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Quire',
      version,
      description: ABOUT,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    tags: TAGS,
    paths,
    webhooks: Object.fromEntries(
      webhooks.map((webhook) => [webhook.name, { post: describeWebhook(webhook, told) }]),
    ),
    components: {
      schemas: { ...asked.components, ...told.components },
      headers: responseHeaders,
      securitySchemes: SECURITY_SCHEMES,
    },
  };
}

function describe(operation: Operation, asked: JsonSchemas, told: JsonSchemas): JsonSchema {
  const { operationId, tag, summary, description, params, query, jsonQuery, headers } = operation;
  const parameters = [
    ...pathParameters(operation, params, asked),
    ...fieldsOf(query, asked).map((field) => ({ in: 'query', ...field })),
    ...fieldsOf(jsonQuery, asked).map(({ schema, ...field }) => ({
      in: 'query',
      ...field,
      content: { 'application/json': { schema } },
    })),
    ...fieldsOf(headers, asked).map((field) => ({ in: 'header', ...field })),
  ];
  const { body } = operation;
  return {
    operationId,
    tags: [tag],
    summary,
    description,
    security: SECURITY[operation.access],
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body && {
      requestBody: { required: body.required, content: contentOf(body.content, asked) },
    }),
    responses: { ...answersOf(operation.answers, told), ...problemResponses(operation) },
  };
}

function describeWebhook(webhook: Webhook, told: JsonSchemas): JsonSchema {
  const { operationId, summary, description, headers, body } = webhook;
  return {
    operationId,
    summary,
    description,
    parameters: fieldsOf(headers, told).map((field) => ({ in: 'header', ...field })),
    requestBody: { required: body.required, content: contentOf(body.content, told) },
    responses: Object.fromEntries(
      Object.entries(webhook.answers).map(([status, answer]) => [status, { ...answer }]),
    ),
    security: [],
  };
}

function pathParameters(
  { path }: Operation,
  params: z.ZodObject | undefined,
  asked: JsonSchemas,
): JsonSchema[] {
  const braces = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  const fields = fieldsOf(params, asked);
  if (braces.join() !== fields.map(({ name }) => name).join()) {
    throw new TypeError(`${path} and its params differ`);
  }
  return fields.map((field) => ({ in: 'path', ...field }));
}

interface Field {
  readonly name: string;
  readonly required: boolean;
  readonly schema: JsonSchema;
}

/** The fields of an object as parameters. */
function fieldsOf(object: z.ZodObject | undefined, schemas: JsonSchemas): Field[] {
  return zodFields(object).map(([name, field]) => {
    const { description, ...schema } = schemas.of(field);
    // What is filled in where it is left out need not be sent.
    const required = !z.safeParse(field, undefined).success;
    return { name, required, ...(description === undefined ? {} : { description }), schema };
  });
}

function answersOf(answers: Operation['answers'], told: JsonSchemas): Record<string, JsonSchema> {
  return Object.fromEntries(
    Object.entries(answers).map(
      ([status, { description, headers = [], content }]: [string, Answer]) => [
        status,
        {
          description,
          headers: headerRefs(['x-request-id', ...headers]),
          ...(content && { content: contentOf(content, told) }),
        },
      ],
    ),
  );
}

function contentOf(forms: BodyForms, schemas: JsonSchemas): Record<string, JsonSchema> {
  return Object.fromEntries(
    Object.entries(forms).map(([mediaType, { schema, line, examples, encoding }]) => [
      mediaType,
      {
        schema: {
          ...(isZod(schema) ? schemas.of(schema) : schema),
          ...(line && { 'x-line-schema': schemas.of(line) }),
        },
        ...(examples && {
          examples: Object.fromEntries(
            Object.entries(examples).map(([name, value]) => [name, { value }]),
          ),
        }),
        ...(encoding && { encoding }),
      },
    ]),
  );
}

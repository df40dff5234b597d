import { z } from 'zod';
import type { BodyForm, BodyForms, Operation, Webhook } from './operation.ts';

/** All zod schemas of operations and webhooks: of what is asked, and of what is told. */
export function schemasIn(
  operations: readonly Operation[],
  webhooks: readonly Webhook[],
): { readonly questions: readonly z.ZodType[]; readonly answers: readonly z.ZodType[] } {
  return {
    questions: operations.flatMap(({ params, query, jsonQuery, headers, body }) => [
      ...[params, query, jsonQuery, headers].flatMap(zodFields).map(([, field]) => field),
      ...bodySchemas(body?.content),
    ]),
    answers: [
      ...operations.flatMap(({ answers }) =>
        Object.values(answers).flatMap(({ content }) => bodySchemas(content)),
      ),
      ...webhooks.flatMap(({ headers, body }) => [
        ...zodFields(headers).map(([, field]) => field),
        ...bodySchemas(body.content),
      ]),
    ],
  };
}

/** The fields of an object, with their names. */
export function zodFields(object: z.ZodObject | undefined): [name: string, field: z.ZodType][] {
  return Object.entries(object?.shape ?? {}).flatMap(([name, field]) =>
    field instanceof z.ZodType ? [[name, field]] : [],
  );
}

export function isZod(schema: BodyForm['schema']): schema is z.ZodType {
  return schema instanceof z.ZodType;
}

function bodySchemas(forms: BodyForms | undefined): z.ZodType[] {
  return Object.values(forms ?? {}).flatMap(({ schema, line }) =>
    [schema, line].filter((one) => one instanceof z.ZodType),
  );
}

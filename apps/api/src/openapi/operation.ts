import type { FailureCode } from '@quire/domain';
import type { z } from 'zod';

/** JSON Schema, where what is described is no JSON, and so has no zod schema. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** One form that a body may have. */
export interface BodyForm {
  readonly schema: z.ZodType | JsonSchema;
  /** Of a body of lines: what each of them is. */
  readonly line?: z.ZodType;
  /** Of the parts of a form. */
  readonly encoding?: JsonSchema;
  /** By a short name; each has to fit the schema. */
  readonly examples?: Readonly<Record<string, unknown>>;
}

/** By media type. */
export type BodyForms = Readonly<Record<string, BodyForm>>;

export interface Answer {
  readonly description: string;
  /** Of `responseHeaders`; `x-request-id` goes without saying. */
  readonly headers?: readonly string[];
  readonly content?: BodyForms;
}

/** Who may ask: whoever has a key, the operators, both, or anybody. */
export type Access = 'key' | 'operator' | 'key or operator' | 'anybody';

/** One route as `/openapi.json` describes it. */
export interface Operation {
  readonly method: 'get' | 'post' | 'delete';
  /** With its parameters in braces: `/v1/documents/{id}`. */
  readonly path: string;
  /** Names it in generated clients. */
  readonly operationId: string;
  readonly tag: string;
  /** A few words, without a full stop. */
  readonly summary: string;
  /** What a stranger has to know, as Markdown. */
  readonly description: string;
  readonly access: Access;
  /** One field for each brace of the path. */
  readonly params?: z.ZodObject;
  /** What the route reads its query with. */
  readonly query?: z.ZodObject;
  /** Query parameters that are JSON texts. */
  readonly jsonQuery?: z.ZodObject;
  readonly headers?: z.ZodObject;
  readonly body?: { readonly required: boolean; readonly content: BodyForms };
  /** By status. */
  readonly answers: Readonly<Record<number, Answer>>;
  /** What else it may answer, besides what every route of its access may. */
  readonly failures: readonly FailureCode[];
}

/** What is sent to the receivers of webhooks. */
export interface Webhook extends Pick<
  Operation,
  'operationId' | 'summary' | 'description' | 'headers' | 'answers'
> {
  readonly name: string;
  readonly body: { readonly required: boolean; readonly content: BodyForms };
}

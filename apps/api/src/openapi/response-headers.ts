import type { JsonSchema } from './operation.ts';

type ResponseHeader = {
  readonly description: string;
  readonly required: boolean;
  readonly schema: JsonSchema;
};

/** Headers of answers that a client has a use for, by name. */
export const responseHeaders: Readonly<Record<string, ResponseHeader>> = {
  'x-request-id': {
    description: 'Names this request in the log: as the client sent it, or made here.',
    required: true,
    schema: { type: 'string', minLength: 1, maxLength: 100 },
  },
  location: {
    description: 'Where the document is.',
    required: true,
    schema: { type: 'string', format: 'uri-reference' },
  },
  'retry-after': {
    description: 'Seconds after which to ask again.',
    required: true,
    schema: { type: 'string', pattern: '^\\d+$' },
  },
  'www-authenticate': {
    description: 'Which login is asked for: `Bearer`, or `Basic` on the routes of operators.',
    required: true,
    schema: { type: 'string' },
  },
  allow: {
    description: 'The methods that this address takes.',
    required: true,
    schema: { type: 'string' },
  },
  'content-disposition': {
    description: 'Names the file.',
    required: true,
    schema: { type: 'string' },
  },
};

import type { BodyForms } from '../openapi/operation.ts';
import { jsonUpload } from './json-upload.ts';

/** What Swagger's page knows as a file to choose, and OpenAPI 3.1 as bytes. */
const FILE = { type: 'string', format: 'binary', contentMediaType: 'application/octet-stream' };
const BYTES = { type: 'string', format: 'binary' };

/** The forms in which a document may be handed in (`receiveUpload`). */
export const uploadForms: BodyForms = {
  'multipart/form-data': {
    schema: {
      type: 'object',
      required: ['file'],
      properties: {
        file: {
          type: 'array',
          items: FILE,
          minItems: 1,
          description: "Once, or several times: several files are one document's pages, in order.",
        },
        options: { $ref: '#/components/schemas/Options' },
      },
      additionalProperties: false,
    },
    encoding: { options: { contentType: 'application/json' } },
  },
  'application/json': {
    schema: jsonUpload,
    examples: {
      url: { source: { type: 'url', url: 'https://example.com/invoice.pdf' }, preset: 'invoice' },
      base64: { source: { type: 'base64', data: 'JVBERi0xLjcK' }, pages: '1-5,8' },
      images: {
        source: {
          type: 'images',
          images: [
            { type: 'url', url: 'https://example.com/before.png' },
            { type: 'url', url: 'https://example.com/after.png' },
          ],
        },
        preset: 'ui-diff',
      },
    },
  },
  'application/pdf': { schema: BYTES },
  'image/*': { schema: BYTES },
  'application/octet-stream': { schema: BYTES },
};

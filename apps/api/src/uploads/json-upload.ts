import { httpUrl, optionFields } from '@quire/domain';
import { z } from 'zod';

/** One file in a JSON body. */
export const oneSource = z.discriminatedUnion('type', [
  z
    .strictObject({ type: z.literal('url'), url: httpUrl })
    .describe('Fetched from a public address, without a login.'),
  z
    .strictObject({
      type: z.literal('base64'),
      media_type: z.string().max(100).optional().describe('The bytes themselves tell the type.'),
      data: z.base64().min(1),
    })
    .describe('The bytes themselves.'),
]);

/** What a JSON body names as the document. */
export const anySource = z.discriminatedUnion('type', [
  ...oneSource.options,
  z
    .strictObject({ type: z.literal('images'), images: z.array(oneSource).min(1).max(600) })
    .describe("One document's pages, in order."),
]);

/** A JSON body: the source, and the options beside it. */
export const jsonUpload = optionFields.extend({ source: anySource });

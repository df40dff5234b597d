import { webhookEvent } from '@quire/domain';
import { z } from 'zod';
import { eventOf } from './examples.ts';
import type { Webhook } from './operation.ts';

/** Headers of Standard Webhooks 1.0.0. */
const headers = z.object({
  'webhook-id': z
    .string()
    .describe('Names the event, and stays the same over all tries: drop what you have seen.'),
  'webhook-timestamp': z
    .string()
    .regex(/^\d+$/)
    .describe('When this try was signed, in seconds since 1970: refuse what is old.'),
  'webhook-signature': z
    .string()
    .optional()
    .describe(
      '`v1,` and the HMAC-SHA256 over `id.timestamp.body` in base64; several, separated by spaces, ' +
        'while a secret is rotated: one of them has to be right. Missing where there is no secret, ' +
        "neither the document's nor the server's.",
    ),
});

const EVENTS = [
  ['completed', 'A document is complete', 'Every page of it is `ok` or `blank`.'],
  ['partial', 'A document is complete in part', 'Pages of it failed: `failed_pages` names them.'],
  ['failed', 'A document failed', 'There is nothing to rely on; `GET` it for its `reason`.'],
  ['cancelled', 'A document was cancelled', 'Pages that were read before can be fetched.'],
] as const;

/** What the receiver that a document names is sent at its end. */
export const webhooks: readonly Webhook[] = EVENTS.map(([end, summary, meaning]) => {
  const name = `document.${end}` as const;
  return {
    name,
    operationId: `document${end.charAt(0).toUpperCase()}${end.slice(1)}`,
    summary,
    description:
      `${meaning} What happened and where to look, never the text itself. At least once, in no ` +
      'order; tried again over days until it is answered with 2xx.',
    headers,
    body: {
      required: true,
      content: { 'application/json': { schema: webhookEvent, examples: { event: eventOf(name) } } },
    },
    answers: {
      204: { description: 'Taken; any other 2xx does as well. Anything else is tried again.' },
      410: { description: 'The receiver is gone: it is not tried again.' },
    },
  };
});

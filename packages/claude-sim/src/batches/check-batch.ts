import { z } from 'zod';
import { invalidRequest } from '../api/invalid-request.ts';
import { html } from '../faults/fault-error.ts';
import { parseBody } from '../request/parse-body.ts';
import type { BatchEntry } from './batch.ts';

/** Requests in one batch; more of them are a 413. */
const MAX_BATCH_REQUESTS = 100_000;

const CUSTOM_ID = /^[a-zA-Z0-9_-]{1,64}$/;

const batchSchema = z.strictObject({
  requests: z
    .array(
      z.strictObject({
        custom_id: z.string(),
        params: z.record(z.string(), z.unknown()),
      }),
    )
    .min(1),
});

/** What is checked of a batch at once: its shape and its ids. The rest shows itself in the results. */
export function checkBatch(body: unknown): BatchEntry[] {
  const { requests } = parseBody(batchSchema, body);
  if (requests.length > MAX_BATCH_REQUESTS) throw html(413, 'Request Entity Too Large');
  const seen = new Set<string>();
  for (const [index, { custom_id: customId }] of requests.entries()) {
    if (!CUSTOM_ID.test(customId)) {
      throw invalidRequest(
        `requests.${index}.custom_id: String should match pattern '${CUSTOM_ID.source}'`,
      );
    }
    if (seen.has(customId)) {
      throw invalidRequest(
        `requests.${index}.custom_id: custom_id must be unique within a batch: ${customId}`,
      );
    }
    seen.add(customId);
  }
  return requests.map(({ custom_id: customId, params }) => ({
    customId,
    params,
    result: undefined,
  }));
}

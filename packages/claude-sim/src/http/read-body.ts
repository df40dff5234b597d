import type { IncomingMessage } from 'node:http';
import { html } from '../faults/fault-error.ts';
import { invalidRequest } from '../api/invalid-request.ts';

/** 32 MB, taken as the smaller of its two readings: 32 x 10^6 bytes. */
export const MAX_MESSAGE_BYTES = 32_000_000;
/** 256 MB for a batch, likewise. */
export const MAX_BATCH_BYTES = 256_000_000;

/** A request's JSON. What is too large is refused in front of the API, as HTML and with no id. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<unknown> {
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    throw invalidRequest(`Unsupported content encoding: ${encoding}`, {
      error_code: 'request_body_encoding_unsupported',
    });
  }
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge();
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    // Read to its end without being kept: leaving the loop would cut the connection, answer and all.
    if (bytes <= maxBytes) chunks.push(chunk);
    else chunks.length = 0;
  }
  if (bytes > maxBytes) throw tooLarge();
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
  } catch {
    throw invalidRequest('The request body is not valid JSON');
  }
}

const tooLarge = (): Error => html(413, 'Request Entity Too Large');

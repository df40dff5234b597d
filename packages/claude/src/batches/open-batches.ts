import type Anthropic from '@anthropic-ai/sdk';
import { parseJson } from '@quire/domain';
import { z } from 'zod';
import { classifyError } from '../classify-error.ts';
import { type Connections, NeverSent } from '../open-connections.ts';
import type { Refusal } from '../outcome.ts';
import { lost, refusal } from '../post-message.ts';
import { readBody } from '../read-body.ts';
import { batchBody, type BatchRequest } from './batch-request.ts';
import { readLines } from './read-lines.ts';

/** 256 MB on a line of 4 Mbit/s. */
const CREATE_WITHIN_MS = 600_000;
const ASK_WITHIN_MS = 30_000;
/** Results of 100,000 requests are about 500 MB. */
const RESULTS_WITHIN_MS = 1_800_000;
/** Batches on a page of the list; the API takes 1,000 at most. */
const LIST_PAGE = 100;

const batch = z.object({
  id: z.string(),
  processing_status: z.string(),
  created_at: z.string(),
  expires_at: z.string(),
  request_counts: z.object({
    processing: z.int(),
    succeeded: z.int(),
    errored: z.int(),
    canceled: z.int(),
    expired: z.int(),
  }),
});

/** A batch as the provider shows it. */
export interface SeenBatch {
  readonly id: string;
  readonly hasEnded: boolean;
  readonly createdAt: string;
  readonly expiresAt: string;
  /** Requests in it. */
  readonly count: number;
}

export type BatchCreation = { readonly kind: 'created'; readonly batch: SeenBatch } | Refusal;

/** One line of a batch's results; null where it could not be read. */
type ResultLine = { readonly customId: string; readonly result: unknown } | null;

/** The Message Batches API. */
export interface MessageBatches {
  /** Sent once. Never throws: what is `ambiguous` may have been created, and shows itself in the list. */
  create(requests: readonly BatchRequest[]): Promise<BatchCreation>;
  /** Newest first. @throws what was said against it */
  list(): AsyncIterable<SeenBatch>;
  /** @returns null where there is no such batch. @throws what was said against it */
  look(id: string): Promise<SeenBatch | null>;
  /** In an order of their own. Read again, they are the same. @throws what broke them off */
  results(id: string): AsyncIterable<ResultLine>;
  /** What has not begun is not answered any more. @throws what was said against it */
  cancel(id: string): Promise<void>;
}

export function openBatches(
  client: Anthropic,
  connections: Pick<Connections, 'send' | 'stream'>,
): MessageBatches {
  const describe = async (method: 'get' | 'post', path: string, withinMs: number) => {
    const { req, url } = await client
      .buildRequest({ method, path, timeout: withinMs, ...(method === 'post' && { body: {} }) })
      .catch((error: unknown) => {
        throw new NeverSent('no request was made', error);
      });
    const headers = Object.fromEntries(req.headers);
    return { url: new URL(url), headers, signal: AbortSignal.timeout(withinMs) };
  };
  const ask = async (method: 'get' | 'post', path: string): Promise<string> => {
    const described = await describe(method, path, ASK_WITHIN_MS);
    const sent = { ...described, body: method === 'post' ? '{}' : null };
    const response = await connections.send({
      ...sent,
      method: method === 'post' ? 'POST' : 'GET',
    });
    const said = await readBody(response, described.signal);
    if (!response.ok) throw refusal(response, said);
    return said;
  };
  return {
    async create(requests) {
      try {
        const pieces = batchBody(requests);
        const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
        const { headers, ...described } = await describe(
          'post',
          '/v1/messages/batches',
          CREATE_WITHIN_MS,
        );
        const response = await connections
          .send({
            ...described,
            method: 'POST',
            headers: { ...headers, 'content-length': String(length) },
            body: pieces,
          })
          .catch((error: unknown) => {
            throw lost(error);
          });
        if (!response.ok) {
          throw refusal(response, await readBody(response, described.signal).catch(String));
        }
        const created = batch.safeParse(parseJson(await readBody(response, described.signal)));
        if (created.success) return { kind: 'created', batch: seen(created.data) };
        return { kind: 'ambiguous', code: 'claude_answer_unreadable', detail: 'it is no batch' };
      } catch (error) {
        return classifyError(error);
      }
    },
    async *list() {
      const page = z.object({ data: z.array(batch), has_more: z.boolean() });
      for (let after = ''; ;) {
        const more = after === '' ? '' : `&after_id=${encodeURIComponent(after)}`;
        const said = await ask('get', `/v1/messages/batches?limit=${LIST_PAGE}${more}`);
        const { data, has_more: hasMore } = page.parse(parseJson(said));
        yield* data.map(seen);
        after = data.at(-1)?.id ?? '';
        if (!hasMore || after === '') return;
      }
    },
    async look(id) {
      try {
        const said = await ask('get', `/v1/messages/batches/${encodeURIComponent(id)}`);
        return seen(batch.parse(parseJson(said)));
      } catch (error) {
        if (error instanceof Error && 'status' in error && error.status === 404) return null;
        throw error;
      }
    },
    async *results(id) {
      // Not where `results_url` points: it names its own host, and the key would go there as well.
      const path = `/v1/messages/batches/${encodeURIComponent(id)}/results`;
      const described = await describe('get', path, RESULTS_WITHIN_MS);
      const { statusCode, body } = await connections.stream({
        ...described,
        method: 'GET',
        body: null,
      });
      if (statusCode !== 200) {
        await body.dump();
        throw new Error(`the results of ${id} were answered with ${statusCode}`);
      }
      const line = z.object({ custom_id: z.string(), result: z.unknown() });
      for await (const text of readLines(body)) {
        const read = line.safeParse(text === null ? null : parseJson(text));
        yield read.success ? { customId: read.data.custom_id, result: read.data.result } : null;
      }
    },
    async cancel(id) {
      await ask('post', `/v1/messages/batches/${encodeURIComponent(id)}/cancel`);
    },
  };
}

function seen(one: z.output<typeof batch>): SeenBatch {
  return {
    id: one.id,
    hasEnded: one.processing_status === 'ended',
    createdAt: one.created_at,
    expiresAt: one.expires_at,
    count: Object.values(one.request_counts).reduce((sum, count) => sum + count, 0),
  };
}

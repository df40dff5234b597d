import { describe, expect, test } from '@jest/globals';
import type { DocumentRecord } from '@quire/domain';
import { FailedForGood, RetryNotBefore } from '@quire/queues';
import type { Delivery, DeliveryOutcome } from '@quire/webhooks';
import { deliverEvent } from '../src/deliver-event.ts';

const own = `whsec_${'b3du'.repeat(8)}`;
const byDefault = `whsec_${'ZGVm'.repeat(8)}`;
const job = {
  v: 1,
  documentId: 'doc_1',
  webhookId: 'wh_doc_1_partial',
  type: 'document.partial',
} as const;

describe('telling a receiver of a document’s end', () => {
  test('sends what the contract says, and no text', async () => {
    const { sent } = await deliver({ kind: 'delivered', status: 204 });
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({ url: 'https://example.com/hook', id: 'wh_doc_1_partial' });
    const body: unknown = JSON.parse(sent[0]?.body ?? '');
    expect(body).toEqual({
      type: 'document.partial',
      timestamp: '2026-11-22T10:00:00.000Z',
      data: {
        id: 'doc_1',
        status: 'partial',
        pages: { total: 3, done: 2, failed: 1, blank: 1, cached: 0 },
        usage: { input_tokens: 100, output_tokens: 50, calls: 4 },
        cost_usd: 0.001234,
        failed_pages: [2],
        metadata: { order: 7 },
        links: {
          self: '/v1/documents/doc_1',
          result: '/v1/documents/doc_1/result',
          pages: '/v1/documents/doc_1/pages/{page}',
        },
      },
    });
  });

  test('says the same, under the same id, each time it is tried', async () => {
    const first = await deliver({ kind: 'delivered', status: 204 });
    const second = await deliver({ kind: 'delivered', status: 204 });
    expect(second.sent).toEqual(first.sent);
  });

  test('is signed with the document’s secret, else the default, else not at all', async () => {
    const delivered = { kind: 'delivered', status: 204 } as const;
    const secrets = async (secret?: string, defaultSecret?: string): Promise<unknown> =>
      (await deliver(delivered, { record: record(secret), defaultSecret })).sent[0]?.secrets;
    expect(await secrets(own, byDefault)).toEqual([own]);
    expect(await secrets(undefined, byDefault)).toEqual([byDefault]);
    expect(await secrets()).toEqual([]);
  });

  test('ends without a word when the document, or the wish to be told, is gone', async () => {
    for (const gone of [null, { ...record(), options: {} }]) {
      const { sent, thrown } = await deliver({ kind: 'delivered', status: 204 }, { record: gone });
      expect({ sent, thrown }).toEqual({ sent: [], thrown: undefined });
    }
  });

  test('is given up when the address is refused', async () => {
    const { thrown } = await deliver({ kind: 'refused address' });
    expect(thrown).toBeInstanceOf(FailedForGood);
    expect(String(thrown)).toContain('webhook_not_allowed: ');
  });

  test('is given up when the receiver is gone', async () => {
    const { thrown } = await deliver({ kind: 'gone' });
    expect(thrown).toBeInstanceOf(FailedForGood);
    expect(String(thrown)).toContain('webhook_failed: the receiver answered 410');
  });

  test.each([
    [90_000, 90_000],
    [null, 0],
  ])('is tried again when it failed, not before %p ms', async (retryAfterMs, afterMs) => {
    const { thrown } = await deliver({ kind: 'failed', detail: 'it answered 503', retryAfterMs });
    expect(thrown).toBeInstanceOf(RetryNotBefore);
    expect(thrown).toMatchObject({ afterMs, message: 'webhook_failed: it answered 503' });
  });

  test('hands on the signal by which the process lets go', async () => {
    const { signal, abandoned } = await deliver({ kind: 'delivered', status: 200 });
    expect(signal).toBe(abandoned);
  });
});

interface Told {
  readonly sent: Delivery[];
  readonly signal: AbortSignal | undefined;
  readonly abandoned: AbortSignal;
  readonly thrown: unknown;
}

async function deliver(
  outcome: DeliveryOutcome,
  given: { record?: DocumentRecord | null; defaultSecret?: string | undefined } = {},
): Promise<Told> {
  const sent: Delivery[] = [];
  let signal: AbortSignal | undefined;
  const abandoned = new AbortController().signal;
  const standing = given.record === undefined ? record() : given.record;
  const ports = {
    documents: { read: () => Promise.resolve(standing) },
    deliver: (delivery: Delivery, handedOn: AbortSignal) => {
      sent.push(delivery);
      signal = handedOn;
      return Promise.resolve(outcome);
    },
    defaultSecret: given.defaultSecret,
  };
  const thrown = await deliverEvent(job, ports, { abandoned }).catch((error: unknown) => error);
  return { sent, signal, abandoned, thrown };
}

function record(secret?: string): DocumentRecord {
  const webhook = { url: 'https://example.com/hook', ...(secret === undefined ? {} : { secret }) };
  return {
    id: 'doc_1',
    tenant: 'anna',
    createdAtMs: Date.parse('2026-11-22T09:00:00Z'),
    sources: [
      { sha256: 'a', bytes: 1, media_type: 'application/pdf', filename: 'secret name.pdf' },
    ],
    options: { webhook, prompt: 'a prompt', metadata: { order: 7 } },
    status: 'partial',
    parked: null,
    round: 1,
    reason: null,
    finishedAtMs: Date.parse('2026-11-22T10:00:00Z'),
    whole: null,
    totalPages: 3,
    goodPages: 2,
    failedPages: 1,
    blankPages: 1,
    cachedPages: 0,
    failedPageNumbers: [2],
    usage: { input_tokens: 100, output_tokens: 50 },
    calls: 4,
    costMicroUsd: 1_234,
    batch: null,
    pagesInBatch: 0,
  };
}

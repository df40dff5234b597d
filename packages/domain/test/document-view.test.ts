import { describe, expect, test } from '@jest/globals';
import {
  type DocumentRecord,
  deliveryStatuses,
  documentStatuses,
  documentView,
  hasEnded,
  newDelivery,
  signingSecrets,
  viewDocument,
  waitingFor,
  webhookBody,
  webhookEvent,
  webhookOwed,
} from '../src/index.ts';

const ends = ['completed', 'partial', 'failed', 'cancelled'] as const;

const record = (more: Partial<DocumentRecord> = {}): DocumentRecord => ({
  id: 'doc_1',
  tenant: 'acme',
  createdAtMs: Date.UTC(2026, 0, 2, 3, 4, 5, 6),
  sources: [
    { sha256: 'aa', bytes: 10, media_type: 'application/pdf', filename: 'a.pdf' },
    { sha256: 'bb', bytes: 20, media_type: 'image/png', filename: 'b.png' },
  ],
  options: { metadata: { order: 7 } },
  status: 'processing',
  round: 1,
  reason: null,
  parked: null,
  finishedAtMs: null,
  whole: null,
  totalPages: 9,
  goodPages: 4,
  failedPages: 2,
  blankPages: 1,
  cachedPages: 3,
  failedPageNumbers: [2, 5],
  usage: { input_tokens: 100, output_tokens: 20 },
  calls: 7,
  costMicroUsd: 1_234,
  batch: null,
  pagesInBatch: 0,
  ...more,
});

describe('a document as the outside sees it', () => {
  test('has every field of the contract', () => {
    expect(viewDocument(record(), null)).toEqual({
      id: 'doc_1',
      status: 'processing',
      reason: null,
      tenant: 'acme',
      filename: 'a.pdf',
      sha256: 'aa',
      created_at: '2026-01-02T03:04:05.006Z',
      finished_at: null,
      pages: { total: 9, done: 4, failed: 2, blank: 1, cached: 3 },
      usage: { input_tokens: 100, output_tokens: 20, calls: 7 },
      cost_usd: 0.001234,
      failed_pages: [2, 5],
      waiting_for: 'pages',
      waiting_detail: expect.stringMatching(/./),
      metadata: { order: 7 },
      webhook: null,
      links: {
        self: '/v1/documents/doc_1',
        result: '/v1/documents/doc_1/result',
        pages: '/v1/documents/doc_1/pages/{page}',
      },
    });
  });

  test('fits its own schema at every status', () => {
    for (const status of documentStatuses) {
      const finishedAtMs = hasEnded(status) ? 1_000 : null;
      const view = viewDocument(record({ status, finishedAtMs, options: {} }), null);
      expect(documentView.parse(view)).toEqual(view);
      expect(view.metadata).toEqual({});
    }
  });

  test('says what it waits for until it ends, and nothing afterwards', () => {
    const names = documentStatuses.map((status) => waitingFor(status, null, null)?.code ?? null);
    expect(names).toEqual(['splitter', 'splitter', 'pages', 'aggregator', null, null, null, null]);
    expect(documentStatuses.filter(hasEnded)).toEqual(ends);
  });

  test('names the hold in force while its pages are read, and only then', () => {
    const hold = { code: 'claude_spend_limit', detail: 'raise it' };
    expect(viewDocument(record(), hold)).toMatchObject({
      waiting_for: 'claude_spend_limit',
      waiting_detail: 'raise it',
    });
    for (const status of documentStatuses.filter((other) => other !== 'processing')) {
      expect(waitingFor(status, hold, hold)).toEqual(waitingFor(status, null, null));
    }
  });
});

test('a document that is parked says so, unless everybody is held up', () => {
  const parked = { code: 'budget', detail: 'its budget of $1 is used up' };
  const hold = { code: 'claude_spend_limit', detail: 'raise it' };
  expect(viewDocument(record({ parked }), null)).toMatchObject({
    waiting_for: 'budget',
    waiting_detail: parked.detail,
  });
  expect(viewDocument(record({ parked }), hold)).toMatchObject({ waiting_for: hold.code });
});

describe('a webhook', () => {
  const url = 'https://example.com/hook';

  test('is owed to nobody when none was asked for', () => {
    expect(webhookOwed(record(), 'completed')).toBeNull();
  });

  test.each(ends)('is owed at the end %s, under an id that is the same each time', (status) => {
    const owed = webhookOwed(record({ options: { webhook: { url } } }), status);
    expect(owed).toEqual({
      webhookId: `wh_doc_1_${status}`,
      type: `document.${status}`,
      sequence: 1,
    });
    expect(webhookOwed(record({ options: { webhook: { url } } }), status)).toEqual(owed);
  });

  test('is owed anew for each round, under an id that no receiver has seen', () => {
    const again = record({ round: 2, options: { webhook: { url } } });
    expect(webhookOwed(again, 'partial')).toMatchObject({
      webhookId: 'wh_doc_1_partial_2',
      sequence: 2,
    });
  });

  test('is owed only for the events that were asked for', () => {
    const webhook = { url, events: ['document.failed' as const] };
    expect(webhookOwed(record({ options: { webhook } }), 'completed')).toBeNull();
    expect(webhookOwed(record({ options: { webhook } }), 'failed')).not.toBeNull();
  });

  test('has a body of the contract’s fields and never the text or the secret', () => {
    const secret = `whsec_${'a'.repeat(32)}`;
    const document = record({
      status: 'partial',
      options: { prompt: 'Private words', webhook: { url, secret } },
    });
    const view = viewDocument(document, null);
    const body = webhookBody(newDelivery('document.partial', 2, 5_000), document);
    const parsed: unknown = JSON.parse(body);
    expect(parsed).toEqual({
      type: 'document.partial',
      timestamp: '1970-01-01T00:00:05.000Z',
      sequence: 2,
      data: {
        id: 'doc_1',
        status: 'partial',
        pages: view.pages,
        usage: view.usage,
        cost_usd: view.cost_usd,
        failed_pages: [2, 5],
        metadata: {},
        links: view.links,
      },
    });
    expect(webhookEvent.strict().parse(parsed)).toEqual(parsed);
    expect(body).not.toContain('Private words');
    expect(body).not.toContain(secret);
  });

  test('says how the document ended, also where that is under way again', () => {
    const again = record({ status: 'processing', round: 2, options: { webhook: { url } } });
    const body: unknown = JSON.parse(webhookBody(newDelivery('document.failed', 1, 5_000), again));
    expect(body).toMatchObject({ type: 'document.failed', data: { status: 'failed' } });
  });

  test('is signed with all secrets of its own, else with all of the server’s', () => {
    const [own, old, theirs] = ['whsec_own', 'whsec_old', 'whsec_theirs'];
    expect(signingSecrets({ url }, [theirs, old])).toEqual([theirs, old]);
    expect(signingSecrets({ url }, [])).toEqual([]);
    for (const secret of [`${own} ${old}`, `${own},${old}`, `${own}, ${old}`]) {
      expect(signingSecrets({ url, secret }, [theirs])).toEqual([own, old]);
    }
  });

  test('is shown with its document, and where to look', () => {
    for (const webhook of deliveryStatuses) {
      const view = viewDocument(record({ webhook }), null);
      const deliveries = '/v1/webhooks/deliveries?document=doc_1';
      expect(documentView.parse(view).webhook).toEqual({ status: webhook, deliveries });
    }
  });
});

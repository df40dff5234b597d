import { describe, expect, test } from '@jest/globals';
import { deliveryView, documentOfDelivery, newDelivery, viewDelivery } from '../../src/index.ts';

const document = `doc_${'0'.repeat(26)}`;
const id = `wh_${document}_partial_2`;
const error = { code: 'webhook_failed', message: 'The receiver answered 500.' } as const;

describe('a delivery as its tenant sees it', () => {
  test('says what was sent, what came back and what is next', () => {
    const record = {
      ...newDelivery('document.partial', 2, 1_000),
      body: 'the body',
      tries: 1,
      attempts: [{ at_ms: 2_000, duration_ms: 30, status_code: 500, error, response: 'Traceback' }],
      next_attempt_at_ms: 7_000,
    };
    const view = viewDelivery(id, document, 'https://a.example/hook', record);
    expect(view).toEqual({
      id,
      document,
      type: 'document.partial',
      sequence: 2,
      url: 'https://a.example/hook',
      status: 'pending',
      reason: null,
      attempts: [
        {
          at: '1970-01-01T00:00:02.000Z',
          status_code: 500,
          duration_ms: 30,
          error,
          response: 'Traceback',
        },
      ],
      next_attempt_at: '1970-01-01T00:00:07.000Z',
      created_at: '1970-01-01T00:00:01.000Z',
      delivered_at: null,
      replays: 0,
      links: {
        document: `/v1/documents/${document}`,
        replay: `/v1/webhooks/deliveries/${id}/replay`,
      },
    });
    expect(deliveryView.parse(view)).toEqual(view);
  });

  test.each([
    ['https://a.example/hook?token=s3cret&x=1&x=2', 'https://a.example/hook?token=…&x=…'],
    ['https://a.example/hook?s3cret', 'https://a.example/hook?…'],
    ['https://a.example/hook?', 'https://a.example/hook'],
    ['https://a.example/hook#s3cret', 'https://a.example/hook'],
    ['https://user:s3cret@a.example:8443/', 'https://a.example:8443/'],
  ])('names its receiver without secrets: %s', (url, shown) => {
    expect(viewDelivery(id, document, url, newDelivery('x', 1, 0)).url).toBe(shown);
  });
});

test('a delivery’s id names its document', () => {
  for (const one of [id, `wh_${document}_completed`, `wh_${document}_cancelled_12`]) {
    expect(documentOfDelivery(one)).toBe(document);
  }
  for (const none of [
    '',
    document,
    `wh_${document}`,
    `wh_${document}_done`,
    `${id}x`,
    `wh_doc_a_failed`,
  ]) {
    expect(documentOfDelivery(none)).toBeNull();
  }
});

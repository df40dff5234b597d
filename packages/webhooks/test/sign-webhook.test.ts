import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { signWebhook } from '../src/index.ts';

const body = '{"type":"document.completed","data":{"id":"doc_ü"}}';

describe('a signature', () => {
  test.each([24, 32, 64])('with a secret of %d bytes is one that others verify', (bytes) => {
    const secret = newSecret(bytes);
    const headers = signWebhook({ id: 'wh_1', timestampS: nowS(), body }, [secret]);
    expect(new Webhook(secret).verify(body, headers)).toMatchObject({ type: 'document.completed' });
  });

  test('does not stand for another body, id, time or secret', () => {
    const secret = newSecret();
    const headers = signWebhook({ id: 'wh_1', timestampS: nowS(), body }, [secret]);
    const receiver = new Webhook(secret);
    expect(() => receiver.verify(`${body} `, headers)).toThrow('No matching signature found');
    expect(() => receiver.verify(body, { ...headers, 'webhook-id': 'wh_2' })).toThrow(
      'No matching signature found',
    );
    const later = String(nowS() + 1);
    expect(() => receiver.verify(body, { ...headers, 'webhook-timestamp': later })).toThrow(
      'No matching signature found',
    );
    expect(() => new Webhook(newSecret()).verify(body, headers)).toThrow(
      'No matching signature found',
    );
  });

  test('is made with every secret while one is being replaced', () => {
    const [old, next] = [newSecret(), newSecret()];
    const headers = signWebhook({ id: 'wh_1', timestampS: nowS(), body }, [old, next]);
    expect(headers['webhook-signature']?.split(' ')).toHaveLength(2);
    for (const secret of [old, next]) new Webhook(secret).verify(body, headers);
  });

  test('is left out where there is no secret; the other headers are not', () => {
    expect(signWebhook({ id: 'wh_1', timestampS: 7, body }, [])).toEqual({
      'webhook-id': 'wh_1',
      'webhook-timestamp': '7',
    });
  });
});

function newSecret(bytes = 32): string {
  return `whsec_${randomBytes(bytes).toString('base64')}`;
}

function nowS(): number {
  return Math.floor(Date.now() / 1000);
}

import { describe, expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { verifyWebhook, type WebhookToVerify, WebhookVerificationError } from '../src/index.ts';

const SECRET = `whsec_${Buffer.alloc(24, 1).toString('base64')}`;
const OTHER = `whsec_${Buffer.alloc(32, 2).toString('base64')}`;
const NOW_MS = 1_700_000_000_000;
const body = JSON.stringify({ type: 'document.completed', data: { id: 'doc_1', filename: 'ü' } });

/** Signed by an implementation that is not ours. */
function signed(secrets: readonly string[], atMs = NOW_MS): Record<string, string> {
  const sign = (secret: string): string => new Webhook(secret).sign('msg_1', new Date(atMs), body);
  return {
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(Math.floor(atMs / 1000)),
    'webhook-signature': secrets.map(sign).join(' '),
  };
}

function codeOf(webhook: Partial<WebhookToVerify>): string {
  try {
    verifyWebhook({
      headers: signed([SECRET]),
      body,
      secrets: [SECRET],
      nowMs: NOW_MS,
      ...webhook,
    });
  } catch (error) {
    if (error instanceof WebhookVerificationError) return error.code;
    throw error;
  }
  return 'verified';
}

describe('a webhook', () => {
  test('is believed when it is signed, and says what happened', () => {
    const webhook = { headers: signed([SECRET]), body, secrets: [SECRET], nowMs: NOW_MS };
    expect(verifyWebhook(webhook)).toMatchObject({
      id: 'msg_1',
      timestampS: 1_700_000_000,
      event: { type: 'document.completed', data: { id: 'doc_1' } },
    });
  });

  test('may come as bytes, with headers in any case', () => {
    expect(codeOf({ body: Buffer.from(body), headers: new Headers(signed([SECRET])) })).toBe(
      'verified',
    );
    const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': by } = signed([SECRET]);
    const headers = { 'Webhook-Id': id, 'WEBHOOK-TIMESTAMP': at, 'webhook-Signature': by };
    expect(codeOf({ headers })).toBe('verified');
  });

  test('is believed during a rotation, whichever side is ahead', () => {
    expect(codeOf({ headers: signed([OTHER, SECRET]) })).toBe('verified');
    expect(codeOf({ secrets: [OTHER, SECRET] })).toBe('verified');
    expect(codeOf({ headers: signed([OTHER]) })).toBe('signature_mismatch');
  });

  test('is not believed when a byte of it was changed', () => {
    expect(codeOf({ body: `${body} ` })).toBe('signature_mismatch');
    expect(codeOf({ headers: { ...signed([SECRET]), 'webhook-id': 'msg_2' } })).toBe(
      'signature_mismatch',
    );
    const later = String(NOW_MS / 1000 + 1);
    expect(codeOf({ headers: { ...signed([SECRET]), 'webhook-timestamp': later } })).toBe(
      'signature_mismatch',
    );
    const other = signed([SECRET])['webhook-signature']?.replace('v1,', 'v2,');
    expect(codeOf({ headers: { ...signed([SECRET]), 'webhook-signature': other } })).toBe(
      'signature_mismatch',
    );
  });

  test('is refused when it is too old or from the future', () => {
    expect(codeOf({ nowMs: NOW_MS + 300_000 })).toBe('verified');
    expect(codeOf({ nowMs: NOW_MS + 301_000 })).toBe('timestamp_too_old');
    expect(codeOf({ nowMs: NOW_MS - 301_000 })).toBe('timestamp_too_new');
    expect(codeOf({ nowMs: NOW_MS + 301_000, toleranceS: 600 })).toBe('verified');
    expect(codeOf({ toleranceS: Number.NaN })).toBe('timestamp_too_old');
    expect(codeOf({ headers: { ...signed([SECRET]), 'webhook-timestamp': '1e9' } })).toBe(
      'timestamp_invalid',
    );
  });

  test('is refused without its headers, or without a usable secret', () => {
    for (const name of ['webhook-id', 'webhook-timestamp', 'webhook-signature']) {
      expect(codeOf({ headers: { ...signed([SECRET]), [name]: undefined } })).toBe(
        'header_missing',
      );
    }
    expect(codeOf({ secrets: [] })).toBe('secret_invalid');
    expect(codeOf({ secrets: ['whsec_'] })).toBe('secret_invalid');
    expect(codeOf({ secrets: ['not a secret at all!'] })).toBe('secret_invalid');
  });
});

import { createHmac, timingSafeEqual } from 'node:crypto';
import { parseJson } from './parse-json.ts';
import type { WebhookEvent } from './webhook-event.ts';
import { WebhookVerificationError } from './webhook-verification-error.ts';

export interface WebhookToVerify {
  /** The request's, as `Headers` or as Node gives them; their case does not matter. */
  readonly headers: Headers | Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The body as it came, to the byte: parsed and written again it would have another signature. */
  readonly body: string | Uint8Array;
  /** `whsec_…`; several while a secret is being rotated, any of them may have signed. */
  readonly secrets: readonly string[];
  /** How far the timestamp may be from now, either way, in seconds; 300 unless told. */
  readonly toleranceS?: number | undefined;
  /** Milliseconds since 1970; now unless told. */
  readonly nowMs?: number | undefined;
}

export interface VerifiedWebhook {
  /** The same over all attempts: who has seen it before has nothing left to do. */
  readonly id: string;
  /** Of this attempt, in seconds since 1970. */
  readonly timestampS: number;
  readonly event: WebhookEvent;
}

/**
 * Verifies a webhook by Standard Webhooks 1.0.0 before anything in it is believed.
 * @throws WebhookVerificationError
 */
export function verifyWebhook(webhook: WebhookToVerify): VerifiedWebhook {
  const { headers, body, secrets, toleranceS = 300, nowMs = Date.now() } = webhook;
  const id = headerOf(headers, 'webhook-id');
  const timestamp = headerOf(headers, 'webhook-timestamp');
  const given = headerOf(headers, 'webhook-signature').split(' ');
  const keys = secrets.map(keyOf);
  if (keys.length === 0) {
    throw new WebhookVerificationError('secret_invalid', 'There is no secret to verify with.');
  }
  const timestampS = checkTimestamp(timestamp, toleranceS, nowMs);
  const expected = keys.map((key) =>
    Buffer.from(
      `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')}`,
    ),
  );
  // All pairs are compared, each in constant time: how long it took tells nothing about a match.
  const matches = expected.flatMap((one) => given.map((other) => isEqual(one, Buffer.from(other))));
  if (!matches.includes(true)) {
    throw new WebhookVerificationError(
      'signature_mismatch',
      'No signature fits: check the secret, and that the body was not parsed or changed before.',
    );
  }
  return { id, timestampS, event: eventOf(body) };
}

function headerOf(headers: WebhookToVerify['headers'], name: string): string {
  const value =
    headers instanceof Headers
      ? headers.get(name)
      : Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
  // Twice the same header is no request of Quire's.
  if (typeof value === 'string' && value !== '') return value;
  throw new WebhookVerificationError('header_missing', `The header ${name} is missing.`);
}

function keyOf(secret: string): Buffer {
  const text = secret.replace(/^whsec_/, '');
  // Node decodes what it can and drops the rest: a mistyped secret would become a short or empty
  // key, and whoever guesses an empty key can sign.
  if (!/^(?:[A-Za-z0-9+/]{4}){4,}(?:[A-Za-z0-9+/]{2,3}={0,2})?$/.test(text)) {
    throw new WebhookVerificationError(
      'secret_invalid',
      'A secret is whsec_ and 24 to 64 bytes in base64.',
    );
  }
  return Buffer.from(text, 'base64');
}

function checkTimestamp(timestamp: string, toleranceS: number, nowMs: number): number {
  const timestampS = /^\d{1,12}$/.test(timestamp) ? Number(timestamp) : Number.NaN;
  const ageS = nowMs / 1000 - timestampS;
  if (Number.isNaN(ageS)) {
    throw new WebhookVerificationError('timestamp_invalid', 'webhook-timestamp takes seconds.');
  }
  // Written so that a tolerance that is no number lets nothing through.
  if (!(ageS <= toleranceS)) {
    throw new WebhookVerificationError(
      'timestamp_too_old',
      'It was signed too long ago: it may be a replay, or this clock is wrong.',
    );
  }
  if (!(ageS >= -toleranceS)) {
    throw new WebhookVerificationError(
      'timestamp_too_new',
      'It was signed in the future: this clock, or the other, is wrong.',
    );
  }
  return timestampS;
}

function isEqual(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}

function eventOf(body: string | Uint8Array): WebhookEvent {
  const event = parseJson(typeof body === 'string' ? body : new TextDecoder().decode(body));
  if (isEvent(event)) return event;
  throw new WebhookVerificationError('body_invalid', 'The body is signed, but is no event.');
}

function isEvent(value: unknown): value is WebhookEvent {
  return typeof value === 'object' && value !== null && 'type' in value && 'data' in value;
}

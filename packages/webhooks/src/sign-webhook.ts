import { createHmac } from 'node:crypto';

export interface WebhookToSign {
  /** The event's id: the same over all attempts, so that receivers can tell a repetition. */
  readonly id: string;
  /** Seconds since 1970, of this attempt. */
  readonly timestampS: number;
  readonly body: string;
}

/**
 * The three headers of Standard Webhooks 1.0.0: HMAC-SHA256 over `id.timestamp.body`.
 * @param secrets `whsec_` and base64; several while a secret is being rotated, all of them sign
 */
export function signWebhook(
  { id, timestampS, body }: WebhookToSign,
  secrets: readonly string[],
): Record<string, string> {
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
    const mac = createHmac('sha256', key).update(`${id}.${timestampS}.${body}`);
    return `v1,${mac.digest('base64')}`;
  });
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestampS),
    ...(signatures.length > 0 ? { 'webhook-signature': signatures.join(' ') } : {}),
  };
}

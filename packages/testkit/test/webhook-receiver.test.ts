import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startWebhookReceiver, type WebhookReceiver } from '../src/index.ts';

let receiver: WebhookReceiver;

beforeEach(async () => {
  receiver = await startWebhookReceiver();
});

afterEach(() => receiver.stop());

describe('a webhook receiver', () => {
  test('keeps what was sent, to the byte, in order', async () => {
    const body = Buffer.from([0, 255, 10, 123]);
    await post(body, { 'webhook-id': 'msg_1' });
    await post('two');
    const [first, second] = await receiver.waitFor(2, 1_000);
    expect(first).toMatchObject({ method: 'POST', path: '/', headers: { 'webhook-id': 'msg_1' } });
    expect(first?.body).toEqual(body);
    expect(second?.body.toString()).toBe('two');
    expect(Math.abs(Date.now() - (second?.arrivedAtMs ?? 0))).toBeLessThan(5_000);
  });

  test('answers 204 unless told otherwise', async () => {
    expect((await post('a')).status).toBe(204);
    receiver.behave({
      status: (n) => (n === 2 ? 429 : 410),
      headers: () => ({ 'retry-after': '7' }),
      body: () => 'later',
    });
    const refused = await post('b');
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('7');
    expect(await refused.text()).toBe('later');
    expect((await post('c')).status).toBe(410);
  });

  test('can be slow, and can hang; both are recorded', async () => {
    receiver.behave({ delayMs: (n) => (n === 1 ? 80 : 0), hang: (n) => n === 2 });
    const startedAt = performance.now();
    await post('slow');
    expect(performance.now() - startedAt).toBeGreaterThan(70);
    await expect(post('hangs', {}, 100)).rejects.toThrow(/timeout/);
    expect(receiver.deliveries.map(({ body }) => body.toString())).toEqual(['slow', 'hangs']);
  });

  test('says how many came when fewer did than were waited for', async () => {
    await post('one');
    await expect(receiver.waitFor(2, 30)).rejects.toThrow('1 of 2 deliveries after 30 ms');
  });

  test('stops while a sender still waits for an answer', async () => {
    receiver.behave({ hang: () => true });
    const unanswered = post('x').then(() => 'answered', String);
    await receiver.waitFor(1, 1_000);
    await receiver.stop();
    expect(await unanswered).toContain('fetch failed');
    receiver = await startWebhookReceiver();
  });
});

function post(
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
  timeoutMs = 5_000,
): Promise<Response> {
  const signal = AbortSignal.timeout(timeoutMs);
  return fetch(receiver.url, { method: 'POST', body, headers, signal });
}

import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll, afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { FailureCode } from '@quire/domain';
import { freePort, startWebhookReceiver, type WebhookReceiver } from '@quire/testkit';
import { Webhook } from 'standardwebhooks';
import { createGuardedAgent, deliverWebhook, type DeliveryOutcome } from '../src/index.ts';

jest.setTimeout(40_000);

const guard = { allowPrivate: true };
const agent = createGuardedAgent(guard);
const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const body = '{"type":"document.completed"}';
const AT_MS = Date.now();

let receiver: WebhookReceiver;

beforeEach(async () => {
  receiver = await startWebhookReceiver();
});

afterEach(() => receiver.stop());

afterAll(() => agent.close());

describe('a delivery', () => {
  test('is one POST of the body as it is, signed, with the id and the time of this attempt', async () => {
    expect(await deliver()).toMatchObject(delivered(204));
    expect(receiver.deliveries).toHaveLength(1);
    const [sent] = receiver.deliveries;
    expect(sent).toMatchObject({
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'webhook-id': 'wh_1',
        'webhook-timestamp': String(Math.floor(AT_MS / 1000)),
      },
    });
    expect(sent?.body.toString()).toBe(body);
    const headers = Object.fromEntries(
      Object.entries(sent?.headers ?? {}).map(([name, value]) => [name, String(value)]),
    );
    expect(new Webhook(secret).verify(body, headers)).toEqual({ type: 'document.completed' });
  });

  test.each([200, 201, 202, 204, 299])('answered with %d is delivered', async (status) => {
    receiver.behave({ status: () => status });
    expect(await deliver()).toMatchObject(delivered(status));
  });

  test('answered with 410 is gone for good', async () => {
    receiver.behave({ status: () => 410 });
    expect(await deliver()).toMatchObject({
      kind: 'gone',
      statusCode: 410,
      error: { code: 'webhook_gone', message: 'The receiver answered 410.' },
    });
  });

  test.each([301, 302, 303, 307, 308])(
    'answered with %d is failed, not followed',
    async (status) => {
      receiver.behave({
        status: () => status,
        headers: () => ({ location: `${receiver.url}other` }),
      });
      expect(await deliver()).toMatchObject(failed(status, 'webhook_redirected'));
      expect(receiver.deliveries.map(({ path }) => path)).toEqual(['/']);
    },
  );

  test.each([400, 401, 404, 429, 500, 503])('answered with %d is failed', async (status) => {
    receiver.behave({ status: () => status });
    expect(await deliver()).toMatchObject(failed(status, 'webhook_failed'));
  });

  test('hands on how long the receiver asks to wait, where that is a number or a date', async () => {
    expect(await askedToWait('120')).toBe(120_000);
    const date = new Date(Date.now() + 60_000).toUTCString();
    expect(Math.abs(((await askedToWait(date)) ?? 0) - 60_000)).toBeLessThan(10_000);
    const past = 'Wed, 21 Oct 2015 07:28:00 GMT';
    for (const nonsense of ['0', '-5', 'soon', 'Infinity', '1e3', '9'.repeat(30), past])
      expect(await askedToWait(nonsense)).toBeNull();
  });

  test('to a receiver that hangs is cut after 15 seconds', async () => {
    receiver.behave({ hang: () => true });
    const startedAt = performance.now();
    const outcome = await deliver();
    const tookS = (performance.now() - startedAt) / 1000;
    expect(outcome).toMatchObject({
      kind: 'failed',
      statusCode: null,
      error: { code: 'webhook_timed_out', message: 'No answer within 15 s.' },
    });
    expect(outcome.durationMs).toBeGreaterThan(14_500);
    expect(tookS).toBeGreaterThan(14.5);
    expect(tookS).toBeLessThan(25);
  });

  test('is let go of at once when the process has to end', async () => {
    receiver.behave({ hang: () => true });
    const ending = new AbortController();
    const delivering = deliver({ signal: ending.signal });
    await receiver.waitFor(1, 10_000);
    ending.abort(new Error('the grace is over'));
    expect(await delivering).toMatchObject({ kind: 'abandoned', statusCode: null, error: null });
  });

  test('does not read what a receiver answers, however much that is', async () => {
    const flood = await startFlood(200);
    expect(await deliver({ url: flood.url })).toMatchObject(delivered(200));
    // What fits into the buffers of both sides, and no more.
    expect(await flood.sentBytes()).toBeLessThan(64 * 1024 * 1024);
  });

  test('keeps how a refusal begins, and no more of it', async () => {
    receiver.behave({
      status: () => 500,
      body: () => `Traceback:\n\u0000 boom${'x'.repeat(9_000)}`,
    });
    const { response } = await deliver();
    expect(response).toMatch(/^Traceback: boomx+$/);
    expect(response?.length).toBeLessThanOrEqual(500);
    receiver.behave({ status: () => 500 });
    expect(await deliver()).toMatchObject({ response: null });
  });

  test('refused with a body that never ends is let go of after 64 kB', async () => {
    const flood = await startFlood(503);
    expect(await deliver({ url: flood.url })).toMatchObject(failed(503, 'webhook_failed'));
    expect(await flood.sentBytes()).toBeLessThan(64 * 1024 * 1024);
  });

  test('refused with a body that breaks off is refused all the same', async () => {
    receiver.behave({
      status: () => 400,
      headers: () => ({ 'content-length': '1000' }),
      body: () => 'only this much',
    });
    const delivering = deliver();
    await receiver.waitFor(1, 5_000);
    await receiver.stop();
    expect(await delivering).toMatchObject(failed(400, 'webhook_failed'));
    receiver = await startWebhookReceiver();
  });

  test('to nobody says so', async () => {
    const url = `http://127.0.0.1:${await freePort()}/`;
    expect(await deliver({ url })).toMatchObject({
      kind: 'failed',
      statusCode: null,
      error: {
        code: 'webhook_unreachable',
        message: 'It refuses the connection. (ECONNREFUSED)',
      },
    });
  });

  test('to what is no URL is refused without throwing', async () => {
    expect(await deliver({ url: 'not a url' })).toMatchObject({
      kind: 'refused',
      error: { code: 'webhook_not_allowed' },
    });
  });
});

function deliver({
  url = receiver.url,
  signal = new AbortController().signal,
}: { url?: string; signal?: AbortSignal } = {}): Promise<DeliveryOutcome> {
  const delivery = { url, id: 'wh_1', body, secrets: [secret], atMs: AT_MS };
  return deliverWebhook(delivery, agent, guard, signal);
}

async function askedToWait(retryAfter: string): Promise<number | null> {
  receiver.behave({ status: () => 503, headers: () => ({ 'retry-after': retryAfter }) });
  return (await deliver()).retryAfterMs;
}

function delivered(statusCode: number): Partial<DeliveryOutcome> {
  return { kind: 'delivered', statusCode, error: null, response: null };
}

function failed(statusCode: number, code: FailureCode): Partial<DeliveryOutcome> {
  const message = `The receiver answered ${statusCode}.`;
  return { kind: 'failed', statusCode, error: { code, message } };
}

/** A server that answers, and then sends for as long as somebody reads. */
async function startFlood(
  status: number,
): Promise<{ readonly url: string; sentBytes(): Promise<number> }> {
  const flood = createServer((_request, response) => {
    response.writeHead(status);
    const piece = Buffer.alloc(1024 * 1024);
    const pour = (): void => {
      while (!response.destroyed && response.write(piece));
    };
    response.on('drain', pour);
    pour();
  });
  flood.listen(0, '127.0.0.1');
  await once(flood, 'listening');
  const hungUp = new Promise<number>((resolve) => {
    flood.once('connection', (socket) => {
      socket.once('close', () => resolve(socket.bytesWritten));
    });
  });
  const address = flood.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return {
    url: `http://127.0.0.1:${port}/`,
    async sentBytes() {
      const bytes = await hungUp;
      flood.close();
      return bytes;
    },
  };
}

import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll, afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { freePort, startWebhookReceiver, type WebhookReceiver } from '@quire/testkit';
import { Webhook } from 'standardwebhooks';
import { createGuardedAgent, deliverWebhook, type DeliveryOutcome } from '../src/index.ts';

jest.setTimeout(40_000);

const guard = { allowPrivate: true };
const agent = createGuardedAgent(guard);
const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const body = '{"type":"document.completed"}';

let receiver: WebhookReceiver;

beforeEach(async () => {
  receiver = await startWebhookReceiver();
});

afterEach(() => receiver.stop());

afterAll(() => agent.close());

describe('a delivery', () => {
  test('is one POST of the body as it is, signed, with the id and the time of this attempt', async () => {
    expect(await deliver()).toEqual({ kind: 'delivered', status: 204 });
    expect(receiver.deliveries).toHaveLength(1);
    const [sent] = receiver.deliveries;
    expect(sent).toMatchObject({
      method: 'POST',
      headers: { 'content-type': 'application/json', 'webhook-id': 'wh_1' },
    });
    expect(sent?.body.toString()).toBe(body);
    const headers = Object.fromEntries(
      Object.entries(sent?.headers ?? {}).map(([name, value]) => [name, String(value)]),
    );
    expect(new Webhook(secret).verify(body, headers)).toEqual({ type: 'document.completed' });
  });

  test.each([200, 201, 202, 204, 299])('answered with %d is delivered', async (status) => {
    receiver.behave({ status: () => status });
    expect(await deliver()).toEqual({ kind: 'delivered', status });
  });

  test('answered with 410 is gone for good', async () => {
    receiver.behave({ status: () => 410 });
    expect(await deliver()).toEqual({ kind: 'gone' });
  });

  test.each([301, 302, 303, 307, 308])(
    'answered with %d is failed, not followed',
    async (status) => {
      receiver.behave({
        status: () => status,
        headers: () => ({ location: `${receiver.url}other` }),
      });
      expect(await deliver()).toEqual(failed(`the receiver answered ${status}`));
      expect(receiver.deliveries.map(({ path }) => path)).toEqual(['/']);
    },
  );

  test.each([400, 401, 404, 429, 500, 503])('answered with %d is failed', async (status) => {
    receiver.behave({ status: () => status });
    expect(await deliver()).toEqual(failed(`the receiver answered ${status}`));
  });

  test('hands on how long the receiver asks to wait, where that is a number', async () => {
    expect(await askedToWait('120')).toBe(120_000);
    for (const nonsense of ['0', '-5', 'soon', 'Infinity'])
      expect(await askedToWait(nonsense)).toBeNull();
  });

  test('to a receiver that hangs is cut after 15 seconds', async () => {
    receiver.behave({ hang: () => true });
    const startedAt = performance.now();
    const outcome = await deliver();
    const tookS = (performance.now() - startedAt) / 1000;
    expect(outcome).toMatchObject({ kind: 'failed', retryAfterMs: null });
    expect(tookS).toBeGreaterThan(14.5);
    expect(tookS).toBeLessThan(25);
  });

  test('is let go of at once when the process has to end', async () => {
    receiver.behave({ hang: () => true });
    const ending = new AbortController();
    const delivering = deliver({ signal: ending.signal });
    await receiver.waitFor(1, 10_000);
    ending.abort(new Error('the grace is over'));
    expect(await delivering).toEqual(failed('the grace is over'));
  });

  test('does not read what a receiver answers, however much that is', async () => {
    const flood = createServer((_request, response) => {
      response.writeHead(200);
      const piece = Buffer.alloc(1024 * 1024);
      const pour = (): void => {
        while (!response.destroyed && response.write(piece));
      };
      response.on('drain', pour);
      pour();
    });
    flood.listen(0, '127.0.0.1');
    await once(flood, 'listening');
    let socketBytes = 0;
    const hungUp = new Promise<void>((resolve) => {
      flood.once('connection', (socket) => {
        socket.once('close', () => {
          socketBytes = socket.bytesWritten;
          resolve();
        });
      });
    });
    const address = flood.address();
    const port = typeof address === 'object' ? address?.port : 0;
    expect(await deliver({ url: `http://127.0.0.1:${port}/` })).toMatchObject({
      kind: 'delivered',
    });
    await hungUp;
    // What fits into the buffers of both sides, and no more.
    expect(socketBytes).toBeLessThan(64 * 1024 * 1024);
    flood.close();
  });

  test('to nobody is failed', async () => {
    const url = `http://127.0.0.1:${await freePort()}/`;
    expect(await deliver({ url })).toMatchObject({
      kind: 'failed',
      detail: expect.stringContaining('fetch failed'),
    });
  });

  test('to what is no URL fails without throwing', async () => {
    expect(await deliver({ url: 'not a url' })).toMatchObject({ kind: 'failed' });
  });
});

function deliver({
  url = receiver.url,
  signal = new AbortController().signal,
}: { url?: string; signal?: AbortSignal } = {}): Promise<DeliveryOutcome> {
  return deliverWebhook({ url, id: 'wh_1', body, secrets: [secret] }, agent, guard, signal);
}

async function askedToWait(retryAfter: string): Promise<number | null> {
  receiver.behave({ status: () => 503, headers: () => ({ 'retry-after': retryAfter }) });
  const outcome = await deliver();
  return outcome.kind === 'failed' ? outcome.retryAfterMs : -1;
}

function failed(detail: string): DeliveryOutcome {
  return { kind: 'failed', detail, retryAfterMs: null };
}

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startWebhookReceiver, type WebhookReceiver } from '@quire/testkit';
import type { DeliverPorts } from '../src/deliver-event.ts';
import { becomesDue, isBelieved, recordOf, replayed, run, useCourier } from './open-courier.ts';

const courier = useCourier();
const ID = `doc_${'0'.repeat(25)}1`;

let receiver: WebhookReceiver;
beforeEach(async () => {
  receiver = await startWebhookReceiver();
});
afterEach(() => receiver.stop());

const ids = (): unknown[] => receiver.deliveries.map(({ headers }) => headers['webhook-id']);

describe('an endpoint that answers 410', () => {
  test('is disabled at once, keeps what is to come, and takes it all after a replay', async () => {
    receiver.behave({ status: () => 410 });
    const first = await courier().ended(ID, { url: receiver.url });
    const second = await courier().ended(`doc_${'0'.repeat(25)}2`, { url: receiver.url });
    for (const job of [first, second]) expect(await run(job, courier().ports)).toBeNull();
    expect(receiver.deliveries).toHaveLength(1);
    expect(await recordOf(courier(), first)).toMatchObject({
      status: 'disabled',
      reason: { code: 'webhook_gone' },
    });
    expect(await recordOf(courier(), second)).toMatchObject({
      status: 'disabled',
      attempts: [],
      reason: { code: 'webhook_disabled' },
    });
    expect(courier().reports).toEqual(['endpoint disabled', 'attempted: disabled', 'withheld']);

    // Replayed too early: one attempt, and that is all.
    const [early, other] = [await replayed(courier(), first), await replayed(courier(), second)];
    expect(await run(early, courier().ports)).toBeNull();
    expect(await run(other, courier().ports)).toBeNull();
    expect(receiver.deliveries).toHaveLength(2);
    expect(await recordOf(courier(), first)).toMatchObject({ status: 'disabled' });

    receiver.behave({});
    expect(await run(await replayed(courier(), first), courier().ports)).toBeNull();
    expect(await run(await replayed(courier(), second), courier().ports)).toBeNull();
    for (const job of [first, second]) {
      expect(await recordOf(courier(), job)).toMatchObject({ status: 'delivered', reason: null });
    }
    expect(courier().reports.slice(-3)).toEqual([
      'endpoint enabled',
      'attempted: delivered',
      'attempted: delivered',
    ]);
  });
});

test('an endpoint that only fails is disabled in the end, and says so', async () => {
  receiver.behave({ status: () => 404 });
  const ports = courier().withLimits({ failuresToDisable: 2, disableAfterMs: 0 });
  const job = await courier().ended(ID, { url: receiver.url });
  expect(await run(job, ports)).toBeGreaterThan(0);
  await becomesDue(courier(), job);
  expect(await run(job, ports)).toBeNull();
  expect(await recordOf(courier(), job)).toMatchObject({
    status: 'disabled',
    reason: { code: 'webhook_failed' },
  });
  expect(courier().reports).toContain('endpoint disabled');
});

describe('sending again', () => {
  test('is under the same id, at another time, and believed', async () => {
    const secret = `whsec_${'a'.repeat(44)}`;
    const job = await courier().ended(ID, { url: receiver.url, secret });
    await run(job, courier().ports);
    await new Promise((resolve) => {
      setTimeout(resolve, 1_100);
    });
    expect(await run(await replayed(courier(), job), courier().ports)).toBeNull();
    const [first, second] = receiver.deliveries;
    expect(new Set(ids()).size).toBe(1);
    expect(second?.body.equals(first?.body ?? Buffer.alloc(0))).toBe(true);
    expect(Number(second?.headers['webhook-timestamp'])).toBeGreaterThan(
      Number(first?.headers['webhook-timestamp']),
    );
    for (const sent of receiver.deliveries) expect(isBelieved(secret, sent)).toBe(true);
    expect(await recordOf(courier(), job)).toMatchObject({
      status: 'delivered',
      replays: 1,
      attempts: [{ status_code: 204 }, { status_code: 204 }],
    });
  });

  test('what is still being tried sends it now, and once: the earlier job has nothing left to do', async () => {
    receiver.behave({ status: (n) => (n === 1 ? 500 : 204) });
    const job = await courier().ended(ID, { url: receiver.url });
    await run(job, courier().ports);
    const again = await replayed(courier(), job);
    await becomesDue(courier(), job);
    expect(await run(job, courier().ports)).toBeNull();
    expect(receiver.deliveries).toHaveLength(1);
    expect(await run(again, courier().ports)).toBeNull();
    expect(await run(job, courier().ports)).toBeNull();
    expect(receiver.deliveries).toHaveLength(2);
    expect(await recordOf(courier(), job)).toMatchObject({ status: 'delivered', tries: 1 });
  });

  test.each(['disabled', 'wait'] as const)(
    'while the answer for its receiver is “%s” is a run that this does not touch',
    async (kind) => {
      const job = await courier().ended(ID, { url: receiver.url });
      const { ports } = courier();
      await run(job, {
        ...ports,
        receivers: {
          ...ports.receivers,
          async enter() {
            await replayed(courier(), job);
            return { kind, atMs: 1, forMs: 600_000 };
          },
        },
      });
      const { status, next_attempt_at_ms: next } = await recordOf(courier(), job);
      expect(status).toBe('pending');
      expect(next).toBeGreaterThan(600_001);
      expect(await run({ ...job, replay: 1 }, ports)).toBeNull();
      expect(receiver.deliveries).toHaveLength(1);
    },
  );

  test('while it is being sent lists both attempts, and goes by the later', async () => {
    receiver.behave({ hang: (n) => n === 1 });
    const job = await courier().ended(ID, { url: receiver.url });
    const ending = new AbortController();
    const hanging = run(job, { ...courier().ports, deliver: cutAs500(ending) });
    await receiver.waitFor(1, 10_000);
    const again = await replayed(courier(), job);
    ending.abort();
    expect(await hanging).toBeNull();
    expect(await run(again, courier().ports)).toBeNull();
    const { status, attempts, tries } = await recordOf(courier(), job);
    expect({ status, tries }).toEqual({ status: 'delivered', tries: 1 });
    expect(attempts.map(({ status_code: code }) => code)).toEqual([500, 204]);
  });
});

/** Sends, and takes the cut of this signal for an answer of 500. */
function cutAs500(ending: AbortController): DeliverPorts['deliver'] {
  return async (delivery) => ({
    ...(await courier().ports.deliver(delivery, ending.signal)),
    kind: 'failed',
    statusCode: 500,
    error: { code: 'webhook_failed', message: 'The receiver answered 500.' },
  });
}

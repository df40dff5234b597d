import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Failure } from '@quire/domain';
import { freePort, startWebhookReceiver, type WebhookReceiver } from '@quire/testkit';
import type { DeliverPorts } from '../src/deliver-event.ts';
import { giveUpDelivery } from '../src/give-up-delivery.ts';
import { becomesDue, isBelieved, recordOf, replayed, run, useCourier } from './open-courier.ts';

const courier = useCourier();
const ID = `doc_${'0'.repeat(25)}1`;
const secretOf = (letter: string): string => `whsec_${letter.repeat(44)}`;

let receiver: WebhookReceiver;
beforeEach(async () => {
  receiver = await startWebhookReceiver();
});
afterEach(() => receiver.stop());

const ids = (): unknown[] => receiver.deliveries.map(({ headers }) => headers['webhook-id']);

describe('telling a receiver of a document’s end', () => {
  test('sends what the contract says and no text, and writes down what came back', async () => {
    const job = await courier().ended(ID, { url: receiver.url }, 'partial');
    expect(await run(job, courier().ports)).toBeNull();
    expect(ids()).toEqual([job.webhookId]);
    const text = receiver.deliveries[0]?.body.toString() ?? '';
    expect(text).not.toContain('private');
    const record = await recordOf(courier(), job);
    expect(JSON.parse(text)).toMatchObject({
      type: 'document.partial',
      timestamp: new Date(record.created_at_ms).toISOString(),
      sequence: 1,
      data: { id: ID, status: 'partial', metadata: { order: 7 } },
    });
    expect(record).toMatchObject({
      status: 'delivered',
      attempts: [{ status_code: 204, error: null, response: null }],
      next_attempt_at_ms: null,
    });
    // Redis' clock: a courier whose own is wrong is believed all the same.
    const atS = Math.floor((record.attempts[0]?.at_ms ?? 0) / 1_000);
    expect(receiver.deliveries[0]?.headers).toMatchObject({ 'webhook-timestamp': String(atS) });
    expect(courier().reports).toEqual(['attempted: delivered']);
    // The job is given out again, its courier having died before it could say that it is done.
    expect(await run(job, courier().ports)).toBeNull();
    expect(receiver.deliveries).toHaveLength(1);
  });

  test('says the same each time it is tried, signed anew', async () => {
    receiver.behave({ status: () => 500, body: () => 'Traceback' });
    const job = await courier().ended(ID, { url: receiver.url, secret: secretOf('a') });
    const forMs = await run(job, courier().ports);
    expect(forMs).toBeGreaterThan(3_000);
    expect(forMs).toBeLessThanOrEqual(6_000);
    const record = await recordOf(courier(), job);
    expect(record).toMatchObject({
      status: 'pending',
      attempts: [
        {
          status_code: 500,
          error: { code: 'webhook_failed', message: 'The receiver answered 500.' },
          response: 'Traceback',
        },
      ],
    });
    // Whatever has the job come early, another's clock or a courier's death, the schedule holds.
    expect(await run(job, courier().ports)).toBeGreaterThan(2_000);
    expect(receiver.deliveries).toHaveLength(1);
    await becomesDue(courier(), job);
    // The document goes on meanwhile: what was told of its end stays what it was.
    await courier().redis.hincrby(`quire:{${ID}}:document`, 'good', 1);
    receiver.behave({});
    expect(await run(job, courier().ports)).toBeNull();
    const [first, second] = receiver.deliveries;
    expect(second?.body.equals(first?.body ?? Buffer.alloc(0))).toBe(true);
    expect(new Set(ids()).size).toBe(1);
    for (const sent of receiver.deliveries) expect(isBelieved(secretOf('a'), sent)).toBe(true);
  });

  test('is not tried again before its receiver asks for it', async () => {
    receiver.behave({ status: () => 503, headers: () => ({ 'retry-after': '120' }) });
    const job = await courier().ended(ID, { url: receiver.url });
    const forMs = await run(job, courier().ports);
    expect(forMs).toBeGreaterThan(110_000);
    expect(forMs).toBeLessThanOrEqual(120_000);
    const { attempts, next_attempt_at_ms: next } = await recordOf(courier(), job);
    const [attempt] = attempts;
    expect((next ?? 0) - (attempt?.at_ms ?? 0)).toBeGreaterThanOrEqual(120_000);
  });

  test('is given up after ten tries, and says so with its document', async () => {
    receiver.behave({ status: () => 404 });
    const job = await courier().ended(ID, { url: receiver.url });
    for (let n = 1; n <= 9; n += 1) {
      expect(await run(job, courier().ports)).toBeGreaterThan(0);
      await becomesDue(courier(), job);
    }
    expect(await run(job, courier().ports)).toBeNull();
    expect(await recordOf(courier(), job)).toMatchObject({ status: 'failed', tries: 10 });
    expect(await courier().ports.documents.read(ID)).toMatchObject({ webhook: 'failed' });
    expect(receiver.deliveries).toHaveLength(10);
    expect(new Set(ids()).size).toBe(1);
  });

  test('is signed with the document’s secrets, else the server’s, else not at all', async () => {
    const [own, old, server] = [secretOf('a'), secretOf('b'), secretOf('c')];
    const signatures = async (
      n: number,
      secret?: string,
      secrets: string[] = [],
    ): Promise<void> => {
      const webhook = { url: receiver.url, ...(secret === undefined ? {} : { secret }) };
      const job = await courier().ended(`doc_${'0'.repeat(25)}${n}`, webhook);
      await run(job, { ...courier().ports, secrets });
    };
    await signatures(1, own, [server]);
    await signatures(2, `${own} ${old}`, [server]);
    await signatures(3, undefined, [server]);
    await signatures(4);
    const believed = receiver.deliveries.map((sent) =>
      [own, old, server].filter((secret) => isBelieved(secret, sent)),
    );
    expect(believed).toEqual([[own], [own, old], [server], []]);
    expect(receiver.deliveries[3]?.headers).not.toHaveProperty('webhook-signature');
  });

  test('is believed throughout while the server’s secret is replaced between two tries', async () => {
    receiver.behave({ status: () => 500 });
    const [old, next] = [secretOf('a'), secretOf('b')];
    const job = await courier().ended(ID, { url: receiver.url });
    // Couriers are restarted with the new one in front, and later without the old one.
    for (const secrets of [[old], [next, old], [next]]) {
      await run(job, { ...courier().ports, secrets });
      await becomesDue(courier(), job);
    }
    const believed = receiver.deliveries.map((sent) =>
      [old, next].filter((secret) => isBelieved(secret, sent)),
    );
    expect(believed).toEqual([[old], [old, next], [next]]);
  });

  test('ends without a word when the document, or the wish to be told, is gone', async () => {
    const job = await courier().ended(ID, undefined);
    expect(await run(job, courier().ports)).toBeNull();
    const gone = { ...job, documentId: `doc_${'0'.repeat(25)}2` };
    expect(await run(gone, courier().ports)).toBeNull();
    expect(courier().reports).toEqual(['dropped', 'dropped']);
    expect(await courier().redis.exists(`quire:{${gone.documentId}}:deliveries`)).toBe(0);
  });

  test('is given up when the address is one that must not be reached', async () => {
    const job = await courier().ended(ID, { url: 'http://user:password@127.0.0.1/' });
    expect(await run(job, courier().ports)).toBeNull();
    expect(await recordOf(courier(), job)).toMatchObject({
      status: 'failed',
      reason: { code: 'webhook_not_allowed' },
    });
  });

  test('that nobody takes is on record with the reason', async () => {
    const url = `http://127.0.0.1:${await freePort()}/`;
    const job = await courier().ended(ID, { url });
    expect(await run(job, courier().ports)).toBeGreaterThan(0);
    expect(await recordOf(courier(), job)).toMatchObject({
      attempts: [{ status_code: null, error: { code: 'webhook_unreachable' } }],
    });
  });

  test('by a process that has to end is left to the next, and counts against nobody', async () => {
    receiver.behave({ hang: () => true });
    const job = await courier().ended(ID, { url: receiver.url });
    const ending = new AbortController();
    const telling = run(job, courier().ports, ending.signal);
    await receiver.waitFor(1, 10_000);
    ending.abort();
    expect(await telling).toBe(0);
    expect(await recordOf(courier(), job)).toMatchObject({
      status: 'pending',
      tries: 0,
      attempts: [],
    });
    receiver.behave({});
    expect(await run(job, courier().ports)).toBeNull();
    expect(new Set(ids()).size).toBe(1);
  });

  test('by a job of an earlier release is the same', async () => {
    const { sequence: _, ...job } = await courier().ended(ID, { url: receiver.url });
    await courier().redis.del(`quire:{${ID}}:deliveries`);
    expect(await run(job, courier().ports)).toBeNull();
    expect(await recordOf(courier(), job)).toMatchObject({ status: 'delivered', sequence: 1 });
  });
});

test('one that its couriers cannot deal with is given up by name, and not for a later run', async () => {
  const job = await courier().ended(ID, { url: receiver.url });
  const again = await replayed(courier(), job);
  const { deliveries } = courier();
  await giveUpDelivery(job, new Failure('worker_lost'), deliveries);
  expect(await recordOf(courier(), job)).toMatchObject({ status: 'pending' });
  await giveUpDelivery(again, new Failure('worker_lost'), deliveries);
  expect(await recordOf(courier(), job)).toMatchObject({
    status: 'failed',
    reason: { code: 'worker_lost' },
  });
});

describe('a courier that dies', () => {
  // Everything that one delivery asks of what lies outside, in order.
  const steps = ['read', 'prepare', 'enter', 'deliver', 'leave', 'write'] as const;

  test.each(steps)('after it did “%s” loses nothing, and tells at most twice', async (step) => {
    const job = await courier().ended(ID, { url: receiver.url });
    await expect(run(job, dyingAfter(step))).rejects.toThrow('kill -9');
    expect(await run(job, courier().ports)).toBeNull();
    expect(new Set(ids())).toEqual(new Set([job.webhookId]));
    const isDouble = step === 'deliver' || step === 'leave';
    expect(receiver.deliveries).toHaveLength(isDouble ? 2 : 1);
    expect(new Set(receiver.deliveries.map(({ body }) => body.toString())).size).toBe(1);
    expect(await recordOf(courier(), job)).toMatchObject({ status: 'delivered' });
    // The lane is free: a courier that died in it does not stand in others' way for its own.
    expect(await courier().redis.keys('*:sending')).toEqual([]);
  });

  function dyingAfter(step: (typeof steps)[number]): DeliverPorts {
    const { ports } = courier();
    let updates = 0;
    const dying = <Values extends unknown[], Result>(
      name: (typeof steps)[number] | (() => (typeof steps)[number]),
      work: (...values: Values) => Promise<Result>,
    ): ((...values: Values) => Promise<Result>) => {
      return async (...values) => {
        const result = await work(...values);
        if ((typeof name === 'string' ? name : name()) === step) throw new Error('kill -9');
        return result;
      };
    };
    return {
      ...ports,
      documents: { read: dying('read', ports.documents.read) },
      deliveries: {
        update: dying(() => (++updates === 1 ? 'prepare' : 'write'), ports.deliveries.update),
      },
      receivers: {
        enter: dying('enter', ports.receivers.enter),
        leave: dying('leave', ports.receivers.leave),
      },
      deliver: dying('deliver', ports.deliver),
    };
  }
});

test('what waits long for its receiver’s turn says when that comes', async () => {
  receiver.behave({ status: () => 503, headers: () => ({ 'retry-after': '600' }) });
  const first = await courier().ended(ID, { url: receiver.url });
  const second = await courier().ended(`doc_${'0'.repeat(25)}2`, { url: receiver.url });
  await run(first, courier().ports);
  const forMs = await run(second, courier().ports);
  expect(forMs).toBeGreaterThan(590_000);
  const {
    next_attempt_at_ms: next,
    created_at_ms: created,
    tries,
  } = await recordOf(courier(), second);
  expect((next ?? 0) - created).toBeGreaterThan(590_000);
  expect(tries).toBe(0);
  expect(receiver.deliveries).toHaveLength(1);
});

import { describe, expect, test } from '@jest/globals';
import type Anthropic from '@anthropic-ai/sdk';
import type { MessageBatchIndividualResponse } from '@anthropic-ai/sdk/resources/messages/batches';
import type { ClaudeSim } from '../src/index.ts';
import { png } from './picture.ts';
import { pageRequest, post, withSim } from './with-sim.ts';

const page = (number: number): { custom_id: string; params: ReturnType<typeof pageRequest> } => ({
  custom_id: `doc-${number}`,
  params: pageRequest({}, png(60 + number, 60)),
});

async function ended(client: Anthropic, id: string): Promise<Anthropic.Messages.MessageBatch> {
  for (;;) {
    const batch = await client.messages.batches.retrieve(id);
    if (batch.processing_status === 'ended') return batch;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function results(client: Anthropic, id: string): Promise<MessageBatchIndividualResponse[]> {
  const list: MessageBatchIndividualResponse[] = [];
  for await (const result of await client.messages.batches.results(id)) list.push(result);
  return list;
}

const create = (sim: ClaudeSim, requests: unknown): ReturnType<typeof post> =>
  post(sim, { requests }, {}, '/v1/messages/batches');

describe('a batch', () => {
  test('counts nothing until all of it has ended, and then everything', async () => {
    const { client } = await withSim();
    const batch = await client.messages.batches.create({ requests: [page(1), page(2), page(3)] });
    expect(batch.id).toMatch(/^msgbatch_standin_/);
    expect(batch).toMatchObject({
      processing_status: 'in_progress',
      results_url: null,
      ended_at: null,
    });
    expect(batch.request_counts).toEqual({
      processing: 3,
      succeeded: 0,
      errored: 0,
      canceled: 0,
      expired: 0,
    });
    const { request_counts: counts } = await ended(client, batch.id);
    expect(counts).toEqual({ processing: 0, succeeded: 3, errored: 0, canceled: 0, expired: 0 });
  });

  test('takes its time, until it is asked to hurry', async () => {
    const { client, sim } = await withSim({ batchS: 3_600 });
    const batch = await client.messages.batches.create({ requests: [page(1), page(2)] });
    const { processing_status: status } = await client.messages.batches.retrieve(batch.id);
    expect(status).toBe('in_progress');
    await post(sim, {}, {}, '/sim/batches/hurry');
    const { request_counts: counts } = await ended(client, batch.id);
    expect(counts.succeeded).toBe(2);
  });

  test('answers in an order of its own, at half the price', async () => {
    const { sim, client } = await withSim();
    const alone = await client.messages.create(page(1).params);
    const full = sim.audit().bill.micro_usd;
    sim.clearAudit();
    const { id } = await client.messages.batches.create({ requests: [page(1), page(2), page(3)] });
    const { results_url: url } = await ended(client, id);
    expect(url).toBe(`${sim.url}/v1/messages/batches/${id}/results`);
    const list = await results(client, id);
    expect(list.map((result) => result.custom_id)).not.toEqual(['doc-1', 'doc-2', 'doc-3']);
    expect(list.map((result) => result.custom_id).toSorted()).toEqual(['doc-1', 'doc-2', 'doc-3']);
    const first = list.find((result) => result.custom_id === 'doc-1')?.result;
    if (first?.type !== 'succeeded') throw new Error('no answer');
    expect(first.message.content).toEqual(alone.content);
    expect(first.message.usage).toMatchObject({ service_tier: 'batch' });
    const [entry] = sim.audit().requests.filter(({ custom_id: custom }) => custom === 'doc-1');
    expect(entry).toMatchObject({ lane: 'batch', batch_id: id });
    expect(Math.abs((entry?.micro_usd ?? 0) * 2 - full)).toBeLessThanOrEqual(1);
  });

  test('shows bad params in the results, not before', async () => {
    const { sim, client } = await withSim();
    const bad = [
      { custom_id: 'warm', params: { ...pageRequest(), temperature: 0 } },
      { custom_id: 'gone', params: pageRequest({ model: 'claude-nobody' }) },
      { custom_id: 'stream', params: { ...pageRequest(), stream: true } },
      { custom_id: 'zero', params: pageRequest({ max_tokens: 0 }) },
      { custom_id: 'good', params: pageRequest() },
    ];
    expect((await create(sim, bad)).status).toBe(200);
    const [batch] = (await client.messages.batches.list()).data;
    const { request_counts: counts } = await ended(client, batch?.id ?? '');
    expect(counts).toMatchObject({ succeeded: 1, errored: 4 });
    const byId = new Map(
      (await results(client, batch?.id ?? '')).map((r) => [r.custom_id, r.result]),
    );
    expect(byId.get('warm')).toMatchObject({
      type: 'errored',
      error: {
        type: 'error',
        error: {
          type: 'invalid_request_error',
          message: 'temperature: Extra inputs are not permitted',
        },
      },
    });
    expect(byId.get('gone')).toMatchObject({ error: { error: { type: 'not_found_error' } } });
    expect(sim.audit().bill.calls).toBe(1);
  });

  test('canceled half-way is half done, and only that half is paid for', async () => {
    const { sim, client } = await withSim({ batchS: 2 });
    const requests = Array.from({ length: 20 }, (_, index) => page(index));
    const { id } = await client.messages.batches.create({ requests });
    await new Promise((resolve) => setTimeout(resolve, 600));
    const canceling = await client.messages.batches.cancel(id);
    expect(canceling.processing_status).toBe('canceling');
    const { request_counts: counts } = await ended(client, id);
    expect(counts.succeeded).toBeGreaterThan(0);
    expect(counts.canceled).toBeGreaterThan(5);
    expect(counts.succeeded + counts.canceled).toBe(20);
    expect(sim.audit().bill.calls).toBe(counts.succeeded);
  });

  test('can fail, refuse and expire entry by entry', async () => {
    const { client } = await withSim({
      faults: [
        { fault: 'api_error', from: 1, to: 1 },
        { fault: 'batch_expired', from: 2, to: 2 },
        { fault: 'refusal', from: 3, to: 3 },
      ],
    });
    const { id } = await client.messages.batches.create({ requests: [page(1), page(2), page(3)] });
    await ended(client, id);
    const kinds = new Map((await results(client, id)).map((r) => [r.custom_id, r.result]));
    expect(kinds.get('doc-1')).toMatchObject({
      type: 'errored',
      error: { error: { type: 'api_error' } },
    });
    expect(kinds.get('doc-2')).toEqual({ type: 'expired' });
    expect(kinds.get('doc-3')).toMatchObject({ message: { stop_reason: 'refusal' } });
  });

  test('cannot be read or deleted before its end, and is gone after deletion', async () => {
    const { client } = await withSim({ batchS: 0.5 });
    const { id } = await client.messages.batches.create({ requests: [page(1)] });
    await expect(results(client, id)).rejects.toThrow(/no.*results|results_url|still/i);
    await expect(client.messages.batches.delete(id)).rejects.toMatchObject({ status: 400 });
    await ended(client, id);
    expect(await client.messages.batches.delete(id)).toEqual({ id, type: 'message_batch_deleted' });
    await expect(client.messages.batches.retrieve(id)).rejects.toMatchObject({ status: 404 });
  });

  test.each([
    ['two entries of one id', [page(1), page(1)], /unique/],
    ['an id with a colon', [{ ...page(1), custom_id: 'doc:1' }], /custom_id: String should match/],
    [
      'an id too long',
      [{ ...page(1), custom_id: 'a'.repeat(65) }],
      /custom_id: String should match/,
    ],
    ['no entries', [], /requests: List should have at least 1/],
  ])('with %s is refused at once', async (_, requests, message) => {
    const { sim } = await withSim();
    expect(await create(sim, requests)).toMatchObject({
      status: 400,
      message: expect.stringMatching(message),
    });
  });

  test('is created even when its answer is lost, and found again by listing', async () => {
    const { client } = await withSim({
      faults: [{ fault: 'reset_after', endpoints: ['batches'], times: 1 }],
    });
    const lost = client.messages.batches.create({ requests: [page(1)] });
    await expect(lost).rejects.toHaveProperty('message', 'Connection error.');
    expect((await client.messages.batches.list()).data).toHaveLength(1);
  });

  test('may have results that break off in the middle', async () => {
    const { sim, client } = await withSim();
    const requests = Array.from({ length: 10 }, (_, index) => page(index));
    const { id } = await client.messages.batches.create({ requests });
    await ended(client, id);
    // The SDK retrieves the batch first and then its results.
    sim.setFaults([{ fault: 'cut_body', endpoints: ['batches'], from: 2, times: 1 }]);
    await expect(results(client, id)).rejects.toHaveProperty('message');
    expect(await results(client, id)).toHaveLength(10);
  });

  test('is listed newest first, page by page', async () => {
    const { client } = await withSim();
    const ids: string[] = [];
    for (let count = 0; count < 3; count++) {
      ids.push((await client.messages.batches.create({ requests: [page(1)] })).id);
    }
    const listed: string[] = [];
    for await (const { id } of client.messages.batches.list({ limit: 2 })) listed.push(id);
    expect(listed).toEqual(ids.toReversed());
  });
});

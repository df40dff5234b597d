import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { png } from './picture.ts';
import { pageRequest, withSim } from './with-sim.ts';

test('the bill is the sum of what the answers said of their usage', async () => {
  const { sim, client } = await withSim();
  let microUsd = 0;
  let output = 0;
  for (let size = 60; size < 70; size++) {
    const { usage } = await client.messages.create(pageRequest({}, png(size, size)));
    // Haiku 5.5 costs 0.10 and 0.50 dollars a million: so many micro-dollars a token.
    microUsd += Math.floor(usage.input_tokens * 0.1 + usage.output_tokens * 0.5 + 0.5 + 1e-9);
    output += usage.output_tokens;
  }
  const { bill, requests } = sim.audit();
  expect(bill).toMatchObject({ calls: 10, micro_usd: microUsd });
  expect(bill.models['claude-haiku-5-5']?.tokens.output).toBe(output);
  expect(requests.reduce((sum, entry) => sum + entry.micro_usd, 0)).toBe(microUsd);
});

test('knows each request by its ordinal, its id and the hash of its page', async () => {
  const { sim, client } = await withSim();
  const picture = png(64, 64);
  const { request_id: id } = await client.messages.create(pageRequest({}, picture)).withResponse();
  await client.models.list();
  const audit: unknown = await fetch(`${sim.url}/audit?since=0`).then((r) => r.json());
  expect(audit).toMatchObject({ standin: true, bill: { calls: 1 } });
  expect(sim.audit()).toEqual(audit);
  expect(sim.audit().requests).toMatchObject([
    {
      ordinal: 1,
      request_id: id,
      endpoint: 'messages',
      lane: 'realtime',
      model: 'claude-haiku-5-5',
      page_hashes: [createHash('sha256').update(picture).digest('hex')],
      outcome: 'answered',
      status: 200,
      stop_reason: 'end_turn',
      is_client_gone: false,
    },
    { ordinal: 2, endpoint: 'models', is_billed: false },
  ]);
  expect(sim.audit(1).requests).toHaveLength(1);
});

test('a caller who left before the answer pays for it all the same', async () => {
  const { sim, client } = await withSim({ latencyMs: 300 });
  const call = client.messages.create(pageRequest(), { signal: AbortSignal.timeout(150) });
  await expect(call).rejects.toHaveProperty('message');
  while (sim.audit().requests[0]?.outcome === 'pending') {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(sim.audit()).toMatchObject({
    requests: [{ is_client_gone: true, is_billed: true }],
    bill: { calls: 1 },
  });
});

test('forgets old requests and no cent', async () => {
  const { sim, client } = await withSim({ auditSize: 3 });
  for (let call = 0; call < 5; call++) await client.messages.create(pageRequest());
  const { requests, bill } = sim.audit();
  expect(requests.map(({ ordinal }) => ordinal)).toEqual([3, 4, 5]);
  expect(bill.calls).toBe(5);
});

test('is cleared over HTTP', async () => {
  const { sim, client } = await withSim();
  await client.messages.create(pageRequest());
  await fetch(`${sim.url}/audit`, { method: 'DELETE' });
  const bill: unknown = await fetch(`${sim.url}/audit/bill`).then((response) => response.json());
  expect(bill).toEqual({ prices_as_of: '2026-10-08', calls: 0, micro_usd: 0, models: {} });
  expect(sim.audit().requests).toEqual([]);
});

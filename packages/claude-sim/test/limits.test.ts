import { describe, expect, test } from '@jest/globals';
import { pageRequest, post, withSim } from './with-sim.ts';

const header = (headers: Headers, name: string): string | null =>
  headers.get(`anthropic-ratelimit-${name}`);

describe('the limits of a group', () => {
  test('refuse beyond the burst, with retry-after, and let in again when it is over', async () => {
    let nowMs = Date.parse('2026-11-22');
    const limits = { 'claude-haiku-5-5': { rpm: 60, itpm: 1_000_000, otpm: 1_000_000 } };
    const { sim } = await withSim({ limits, burstS: 2, now: () => nowMs });
    const statuses: number[] = [];
    for (let call = 0; call < 3; call++) statuses.push((await post(sim, pageRequest())).status);
    expect(statuses).toEqual([200, 200, 429]);
    const refused = await post(sim, pageRequest());
    expect(refused).toMatchObject({ type: 'rate_limit_error', details: undefined });
    expect(refused.message).toContain('60 requests per minute');
    expect(refused.headers.get('retry-after')).toBe('1');
    nowMs += 1000;
    expect((await post(sim, pageRequest())).status).toBe(200);
  });

  test('are told in headers of the nominal minute, rounded, with the time of being full', async () => {
    const nowMs = Date.parse('2026-11-22T12:00:00Z');
    const { sim } = await withSim({ now: () => nowMs });
    const { headers } = await post(
      sim,
      pageRequest({ messages: [{ role: 'user', content: 'x'.repeat(30_000) }] }),
    );
    expect(header(headers, 'requests-limit')).toBe('1000');
    expect(header(headers, 'requests-remaining')).toBe('999');
    expect(header(headers, 'input-tokens-remaining')).toBe('1990000'); // 2,000,000 - 9,753
    expect(header(headers, 'input-tokens-reset')).toBe('2026-11-22T12:00:01Z');
    expect(header(headers, 'output-tokens-limit')).toBe('400000');
    expect(headers.get('retry-after')).toBeNull();
  });

  test('are shared within a group and not beyond it', async () => {
    const limits = { 'claude-opus-4-8': { rpm: 60, itpm: 1_000_000, otpm: 1_000_000 } };
    const { sim } = await withSim({ limits, burstS: 1 });
    expect((await post(sim, pageRequest({ model: 'claude-opus-4-8' }))).status).toBe(200);
    expect((await post(sim, pageRequest({ model: 'claude-opus-4-5' }))).status).toBe(429);
    expect((await post(sim, pageRequest({ model: 'claude-opus-5-5' }))).status).toBe(200);
  });

  test('do not count max_tokens, only what is produced, while it is produced', async () => {
    let nowMs = Date.parse('2026-11-22');
    const limits = { '*': { rpm: 6000, itpm: 10_000_000, otpm: 6000 } };
    const { sim } = await withSim({ limits, burstS: 1, now: () => nowMs });
    const request = pageRequest({ max_tokens: 100_000 });
    expect((await post(sim, request)).status).toBe(200); // about 400 tokens from a bucket of 100
    expect((await post(sim, request)).message).toContain('6,000 output tokens per minute');
    nowMs += 5000;
    expect((await post(sim, request)).status).toBe(200);
  });

  test('do not count what is read from the cache', async () => {
    const limits = { '*': { rpm: 6000, itpm: 60_000, otpm: 1_000_000 } };
    const nowMs = Date.parse('2026-11-22');
    const { sim } = await withSim({ limits, burstS: 10, now: () => nowMs });
    const cached = pageRequest({
      system: [{ type: 'text', text: 'rule '.repeat(5000), cache_control: { type: 'ephemeral' } }],
    });
    for (let call = 0; call < 5; call++) expect((await post(sim, cached)).status).toBe(200);
    const { headers } = await post(sim, cached);
    expect(header(headers, 'input-tokens-remaining')).toBe('51000'); // one writing, six small pages
  });

  test('can be cut and shared while running', async () => {
    const { sim } = await withSim({ burstS: 60 });
    await post(sim, pageRequest());
    sim.setLimits({ '*': { rpm: 500, itpm: 1_000_000, otpm: 200_000 } });
    const cut = await post(sim, pageRequest());
    expect(header(cut.headers, 'requests-limit')).toBe('500');
    await fetch(`${sim.url}/sim/foreign`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ 'claude-haiku-5-5': { rpm: 499 } }),
    });
    for (let call = 0; call < 20; call++) await post(sim, pageRequest());
    const { headers } = await post(sim, pageRequest());
    expect(Number(header(headers, 'requests-remaining'))).toBeLessThanOrEqual(480);
    const report: unknown = await fetch(`${sim.url}/sim/limits`).then((r) => r.json());
    expect(report).toMatchObject({
      'haiku-5-5': { requests: { perMinute: 500, burst: 500, foreignPerMinute: 499 } },
    });
  });

  test('growing too fast is a limit of its own, when asked for', async () => {
    const nowMs = Date.parse('2026-11-22');
    const { sim } = await withSim({ rampFloorItpm: 200, now: () => nowMs });
    expect((await post(sim, pageRequest())).status).toBe(200);
    const refusals = [];
    for (let call = 0; call < 3; call++) refusals.push(await post(sim, pageRequest()));
    expect(refusals.at(-1)).toMatchObject({
      status: 429,
      details: { error_code: 'ramp_limit_exceeded' },
    });
    expect(refusals.at(-1)?.headers.get('retry-after')).toBe('60');
  });
});

test('count_tokens has a limit of its own and takes nothing from the models', async () => {
  const nowMs = Date.parse('2026-11-22');
  const { sim } = await withSim({ burstS: 60, now: () => nowMs });
  const { max_tokens: _, ...counted } = pageRequest();
  const { headers } = await post(sim, counted, {}, '/v1/messages/count_tokens');
  expect(header(headers, 'requests-limit')).toBe('2000');
  const after = await post(sim, pageRequest());
  expect(header(after.headers, 'requests-remaining')).toBe('999');
});

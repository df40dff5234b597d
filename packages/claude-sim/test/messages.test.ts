import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { png } from './picture.ts';
import { pageRequest, textOf, withSim } from './with-sim.ts';

describe('a message', () => {
  test('says in every id that it is a stand-in', async () => {
    const { client } = await withSim();
    const { data, request_id: id } = await client.messages.create(pageRequest()).withResponse();
    expect(data.id).toMatch(/^msg_standin_/);
    expect(id).toMatch(/^req_standin_/);
  });

  test('is a digest of the picture, the same every time', async () => {
    const { client } = await withSim();
    const picture = png(300, 120, ['one']);
    const hash = createHash('sha256').update(picture).digest('hex');
    const first = textOf(await client.messages.create(pageRequest({}, picture)));
    expect(first).toMatch(new RegExp(`^digest ${hash.slice(0, 16)} 300x120\n`));
    expect(textOf(await client.messages.create(pageRequest({}, picture)))).toBe(first);
    expect(textOf(await client.messages.create(pageRequest({}, png(300, 120, ['two']))))).not.toBe(
      first,
    );
  });

  test('streamed is the same as not streamed', async () => {
    const { client } = await withSim({ tokensPerSecond: 2000, latencyMs: 20 });
    const whole = await client.messages.create(pageRequest());
    const streamed = await client.messages.stream(pageRequest()).finalMessage();
    const { id: _, parsed_output: __, ...final } = streamed;
    const { id: ___, ...expected } = whole;
    expect(final).toEqual(expected);
  });

  test('streamed arrives piece by piece, over the time it takes to produce', async () => {
    const { client } = await withSim({ tokensPerSecond: 500, latencyMs: 50 });
    const startedMs = performance.now();
    const arrivals: number[] = [];
    const request = pageRequest({ thinking: { type: 'disabled' } });
    const stream = client.messages.stream(request).on('text', () => {
      arrivals.push(performance.now() - startedMs);
    });
    const { usage } = await stream.finalMessage();
    const tookMs = performance.now() - startedMs;
    expect(arrivals.length).toBeGreaterThan(3);
    expect(tookMs).toBeGreaterThan(50 + (usage.output_tokens / 500) * 1000 - 20);
    expect((arrivals.at(-1) ?? 0) - (arrivals[0] ?? 0)).toBeGreaterThan(tookMs / 2);
  });

  test('begins with thinking, which counts, unless it is turned off', async () => {
    const { client } = await withSim();
    const thought = await client.messages.create(pageRequest());
    const silent = await client.messages.create(pageRequest({ thinking: { type: 'disabled' } }));
    expect(thought.content[0]?.type).toBe('thinking');
    expect(silent.content[0]?.type).toBe('text');
    const thinking = thought.usage.output_tokens_details?.thinking_tokens ?? 0;
    expect(thinking).toBeGreaterThan(0);
    expect(thought.usage.output_tokens).toBe(silent.usage.output_tokens + thinking);
  });

  test('is cut off by max_tokens, which thinking can use up alone', async () => {
    const { client } = await withSim();
    const cut = await client.messages.create(
      pageRequest({ max_tokens: 20, thinking: { type: 'disabled' } }),
    );
    expect(cut.stop_reason).toBe('max_tokens');
    expect(cut.usage.output_tokens).toBe(20);
    expect(textOf(cut).length).toBe(61); // 20 tokens of 4 / 1.3 characters
    const thought = await client.messages.create(pageRequest({ max_tokens: 20 }));
    expect(thought.content.map(({ type }) => type)).toEqual(['thinking']);
    expect(thought.stop_reason).toBe('max_tokens');
  });

  test('ends at a stop sequence', async () => {
    const { client } = await withSim();
    const request = pageRequest({ stop_sequences: ['200x200'], thinking: { type: 'disabled' } });
    const message = await client.messages.create(request);
    expect(message).toMatchObject({ stop_reason: 'stop_sequence', stop_sequence: '200x200' });
    expect(textOf(message)).not.toContain('200x200');
  });

  test('counts its pictures by the square, and as count_tokens does', async () => {
    const { client } = await withSim();
    const small = pageRequest({}, png(200, 200));
    const large = pageRequest({}, png(1000, 1000));
    const [one, two] = [await client.messages.create(small), await client.messages.create(large)];
    expect(two.usage.input_tokens - one.usage.input_tokens).toBe(1296 - 64);
    const { max_tokens: _, ...counted } = large;
    expect(await client.messages.countTokens(counted)).toEqual({
      input_tokens: two.usage.input_tokens,
    });
  });

  test('costs about a third more tokens of text after 4.6', async () => {
    const { client } = await withSim();
    const text = 'word '.repeat(4000);
    const messages = [{ role: 'user' as const, content: text }];
    const old = await client.messages.countTokens({ model: 'claude-sonnet-4-6', messages });
    const now = await client.messages.countTokens({ model: 'claude-haiku-5-5', messages });
    expect(now.input_tokens / old.input_tokens).toBeCloseTo(1.3, 2);
  });

  test('labels the texts of several pictures', async () => {
    const { client } = await withSim();
    const [block] = [pageRequest().messages[0]?.content].flat();
    if (typeof block !== 'object') throw new Error('no picture');
    const message = await client.messages.create(
      pageRequest({
        messages: [{ role: 'user', content: [{ type: 'text', text: 'Page 7:' }, block, block] }],
      }),
    );
    expect(textOf(message)).toMatch(/^Page 7:\n\ndigest [^]*\n\nImage 2:\n\ndigest /);
  });

  test('forced to a tool is a call of that tool', async () => {
    const { client } = await withSim();
    const message = await client.messages.create(
      pageRequest({
        tools: [
          {
            name: 'save',
            input_schema: {
              type: 'object',
              properties: { text: { type: 'string' } },
              required: ['text'],
            },
          },
        ],
        tool_choice: { type: 'tool', name: 'save' },
      }),
    );
    expect(message.stop_reason).toBe('tool_use');
    expect(message.content.at(-1)).toMatchObject({
      type: 'tool_use',
      name: 'save',
      input: { text: expect.stringMatching(/^digest/) },
    });
  });
});

describe('the prompt cache', () => {
  const cached = pageRequest({
    system: [{ type: 'text', text: 'rule '.repeat(1000), cache_control: { type: 'ephemeral' } }],
  });

  test('is written by the first call and read by the next', async () => {
    const { client } = await withSim();
    const first = (await client.messages.create(cached)).usage;
    const next = (await client.messages.create(cached)).usage;
    expect(first.cache_read_input_tokens).toBe(0);
    expect(first.cache_creation_input_tokens).toBeGreaterThan(512);
    expect(next.cache_read_input_tokens).toBe(first.cache_creation_input_tokens);
    expect(next.cache_creation_input_tokens).toBe(0);
    expect(next.input_tokens).toBe(first.input_tokens);
  });

  test('is missed by calls that begin before the first answer does', async () => {
    const { client } = await withSim({ latencyMs: 200 });
    const both = await Promise.all([
      client.messages.create(cached),
      client.messages.create(cached),
    ]);
    expect(both.map(({ usage }) => usage.cache_read_input_tokens)).toEqual([0, 0]);
  });

  test('silently leaves out what is shorter than the model asks for', async () => {
    const { client } = await withSim();
    const { usage } = await client.messages.create({ ...cached, model: 'claude-haiku-4-5' });
    expect(usage.cache_creation_input_tokens).toBe(0);
  });

  test('lapses after five minutes, or an hour for those who pay for it', async () => {
    let nowMs = Date.parse('2026-11-22');
    const { client } = await withSim({ now: () => nowMs });
    const system = [
      {
        type: 'text' as const,
        text: 'law '.repeat(1000),
        cache_control: { type: 'ephemeral' as const, ttl: '1h' as const },
      },
    ];
    await client.messages.create(cached);
    const hour = (await client.messages.create(pageRequest({ system }))).usage;
    expect(hour.cache_creation?.ephemeral_1h_input_tokens).toBeGreaterThan(0);
    nowMs += 301_000;
    expect((await client.messages.create(cached)).usage.cache_read_input_tokens).toBe(0);
    expect(
      (await client.messages.create(pageRequest({ system }))).usage.cache_read_input_tokens,
    ).toBeGreaterThan(0);
  });
});

import { expect, test } from '@jest/globals';
import { NotFoundError } from '@anthropic-ai/sdk';
import { findModel } from '../src/models/find-model.ts';
import { pageRequest, withSim } from './with-sim.ts';

test.each(['claude-sonnet-4-5-20250514', 'claude-sonnet-4-20250514', 'gpt-5'])(
  '%s was never there or is gone: 404',
  async (model) => {
    const { client } = await withSim();
    const call = client.messages.create(pageRequest({ model }));
    await expect(call).rejects.toBeInstanceOf(NotFoundError);
  },
);

test('Sonnet 4.5 is deprecated, and gone from 30 November 2026', () => {
  const lastMoment = Date.parse('2026-11-29T23:59:59Z');
  expect(findModel('claude-sonnet-4-5', lastMoment).id).toBe('claude-sonnet-4-5-20250929');
  expect(() => findModel('claude-sonnet-4-5', lastMoment + 1000)).toThrow(
    'model: claude-sonnet-4-5',
  );
});

test('the list leaves out what is retired, and tells the rest apart', async () => {
  const { client } = await withSim({ now: () => Date.parse('2026-11-22') });
  const listed: string[] = [];
  for await (const { id, lifecycle } of client.models.list({ limit: 5 }))
    listed.push(`${id} ${lifecycle}`);
  expect(listed).toContain('claude-haiku-5-5 active');
  expect(listed).toContain('claude-sonnet-4-5-20250929 deprecated');
  expect(listed.join()).not.toContain('claude-sonnet-4-20250514');
  expect(new Set(listed).size).toBe(listed.length);
});

test('a model says what it can do', async () => {
  const { client } = await withSim();
  const haiku = await client.models.retrieve('claude-haiku-5-5');
  expect(haiku).toMatchObject({
    max_input_tokens: 1_000_000,
    max_tokens: 128_000,
    lifecycle: 'active',
  });
  expect(haiku.capabilities?.thinking.types.disabled.supported).toBe(true);
  const alias = await client.models.retrieve('claude-haiku-4-5');
  expect(alias.id).toBe('claude-haiku-4-5-20251001');
});

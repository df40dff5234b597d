import { expect, test } from '@jest/globals';
import { createPromptCounts } from '../src/index.ts';
import { PREFIX, useRedis } from './connect.ts';

const connected = useRedis();

test('what one process had counted, another need not ask for, and it is forgotten by itself', async () => {
  const [one, other] = [0, 1].map(() => createPromptCounts(connected().redis, PREFIX));
  expect(await other?.get('hash')).toBeNull();
  await one?.put('hash', 412);
  expect(await other?.get('hash')).toBe(412);
  const [key = ''] = await connected().redis.keys(`${PREFIX}:prompt-tokens:*`);
  expect(await connected().redis.ttl(key)).toBeGreaterThan(0);
});

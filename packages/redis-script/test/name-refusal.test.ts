import { expect, test } from '@jest/globals';
import { nameRefusal } from '../src/index.ts';

function reply(message: string): Error {
  return Object.assign(new Error(message), { name: 'ReplyError' });
}

test.each(['OOM command not allowed', 'MISCONF Redis is configured', 'READONLY You can’t write'])(
  'that Redis takes no writes has a name of its own: %s',
  (message) => {
    const cause = reply(message);
    const detail = message.split(' ', 1)[0];
    expect(nameRefusal(cause)).toMatchObject({ code: 'redis_refuses_writes', detail, cause });
  },
);

test('any other error stays what it is', () => {
  for (const error of [reply('WRONGTYPE no'), new Error('OOM not a reply'), 'OOM']) {
    expect(nameRefusal(error)).toBe(error);
  }
});

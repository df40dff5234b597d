import type { Redis } from 'ioredis';

/**
 * A connection that breaks before each script's reply: the client sends the script once more, as
 * ioredis does, and only the second reply arrives.
 * @param clock what stands for Redis' own clock: each run has its own time
 * @param meanwhile what happens until the connection stands again
 */
export function resending(
  redis: Redis,
  clock: () => number,
  meanwhile: () => Promise<void> | void,
): Redis {
  return new Proxy(redis, {
    get(target, name) {
      const command: unknown = Reflect.get(target, name);
      if (typeof command !== 'function') return command;
      const send = (given: unknown[]): unknown => Reflect.apply(command, target, given);
      if (name !== 'evalsha' && name !== 'eval') return (...given: unknown[]) => send(given);
      return async (...given: unknown[]) => {
        await send(given);
        await meanwhile();
        // The script's first value, after its text, the number of its keys, and the keys.
        return send(given.with(2 + Number(given[1]), clock()));
      };
    },
  });
}

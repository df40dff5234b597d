import type { Redis } from 'ioredis';

/** A connection that gathers what it is given and writes it now and then, as the workers' does. */
interface Gathering {
  /** Runs it just before the next write, or at once where nothing is gathered now. */
  beforeWrite(ask: () => void): void;
}

interface Waiting<Item, Reply> {
  readonly item: Item;
  readonly resolve: (reply: Reply) => void;
  readonly reject: (reason: unknown) => void;
}

/** Items in one run at most, so that none holds Redis up: 64 reservations and settlements are 2 ms. */
const MOST_TOGETHER = 64;

/**
 * Gathers what is asked under one name until the connection writes next, and has it run together. A script that
 * runs between other processes' work runs cold: two are three times as dear as the same two in a row, and
 * one that does the work of both shares what each does at its beginning and at its end. On a
 * connection that gathers nothing each item is run by itself, at once.
 * @param run must give one reply for each item, in their order; what it throws is thrown to all of them, and
 * a reply that is an Error to the one it belongs to
 */
export function runTogether<Item, Reply>(
  redis: Redis,
  run: (name: string, items: readonly Item[]) => Promise<readonly (Reply | Error)[]>,
): (name: string, item: Item) => Promise<Reply> {
  const gathered = new Map<string, Waiting<Item, Reply>[]>();
  const send = async (name: string, batch: readonly Waiting<Item, Reply>[]): Promise<void> => {
    if (gathered.get(name) === batch) gathered.delete(name);
    try {
      const replies = await run(
        name,
        batch.map(({ item }) => item),
      );
      for (const [at, { resolve, reject }] of batch.entries()) {
        const reply = replies[at];
        if (reply === undefined)
          reject(new TypeError('a script gave no reply for one of its items'));
        else if (reply instanceof Error) reject(reply);
        else resolve(reply);
      }
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  };
  return (name, item) =>
    new Promise((resolve, reject) => {
      const open = gathered.get(name);
      if (open !== undefined && open.length < MOST_TOGETHER) {
        open.push({ item, resolve, reject });
        return;
      }
      const batch = [{ item, resolve, reject }];
      if (!gathers(redis)) {
        void send(name, batch);
        return;
      }
      gathered.set(name, batch);
      redis.beforeWrite(() => void send(name, batch));
    });
}

function gathers(redis: Redis): redis is Redis & Gathering {
  return 'beforeWrite' in redis;
}

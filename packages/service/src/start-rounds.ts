import { setTimeout as sleep } from 'node:timers/promises';

export interface Rounds {
  /** From the end of one round to the beginning of the next. */
  readonly everyMs: number;
  /** @param signal aborted when no further round will follow: what takes long lets go then */
  readonly round: (signal: AbortSignal) => Promise<void>;
  /** Told of each round that failed. The next one comes all the same. */
  readonly onTrouble: (error: unknown) => void;
}

/** Does something again and again, the first time at once. @returns how to stop it, after the round in hand */
export function startRounds({ everyMs, round, onTrouble }: Rounds): () => Promise<void> {
  const ending = new AbortController();
  const { signal } = ending;
  const going = (async () => {
    while (!signal.aborted) {
      await round(signal).catch(onTrouble);
      await sleep(everyMs, undefined, { signal }).catch(() => undefined);
    }
  })();
  return async () => {
    ending.abort();
    await going;
  };
}

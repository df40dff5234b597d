/** What a process opened, to be closed in the opposite order. */
export interface Lifecycle {
  /**
   * Remembers how to close a thing that was just opened, and hands it back.
   * @param withinMs how long closing may take before it is left behind; 5,000 unless told
   */
  opened<Thing>(
    thing: Thing,
    close: (thing: Thing) => Promise<void> | void,
    withinMs?: number,
  ): Thing;
  /**
   * Closes everything, last opened first. A close that fails, or hangs because what it talks to is
   * away, is reported and holds up nothing.
   */
  stop(): Promise<void>;
}

const CLOSE_WITHIN_MS = 5_000;

export function createLifecycle(onTrouble: (error: unknown) => void): Lifecycle {
  const closes: (() => Promise<void>)[] = [];
  return {
    opened(thing, close, withinMs = CLOSE_WITHIN_MS) {
      closes.push(() => withTimeLimit(withinMs, async () => close(thing)));
      return thing;
    },
    async stop() {
      for (let close = closes.pop(); close !== undefined; close = closes.pop()) {
        await close().catch(onTrouble);
      }
    },
  };
}

async function withTimeLimit(ms: number, work: () => Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`closing took longer than ${ms} ms`)), ms);
  });
  try {
    await Promise.race([work(), tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

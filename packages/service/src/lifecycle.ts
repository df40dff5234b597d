/** What a process opened, to be closed in the opposite order. */
export interface Lifecycle {
  /** Remembers how to close a thing that was just opened, and hands it back. */
  opened<Thing>(thing: Thing, close: (thing: Thing) => Promise<void> | void): Thing;
  /** Closes everything, last opened first. A close that fails is reported and holds up nothing. */
  stop(): Promise<void>;
}

export function createLifecycle(onTrouble: (error: unknown) => void): Lifecycle {
  const closes: (() => Promise<void> | void)[] = [];
  return {
    opened(thing, close) {
      closes.push(() => close(thing));
      return thing;
    },
    async stop() {
      for (let close = closes.pop(); close !== undefined; close = closes.pop()) {
        try {
          await close();
        } catch (error) {
          onTrouble(error);
        }
      }
    },
  };
}

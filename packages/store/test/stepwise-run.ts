import * as fc from 'fast-check';

class Killed extends Error {}

/** One run of a job. It stands still before each command it sends, until it is told to go on. */
export interface Run {
  readonly isOver: () => boolean;
  /** Lets it send its next command, or kills it before that; returns when it stands still again. */
  advance(isKilled: boolean): Promise<void>;
}

export type Pause = () => Promise<void>;

const nothing = (): void => undefined;

export function startRun(work: (pause: Pause) => Promise<void>, onDone: () => void): Run {
  let isOver = false;
  let release: (isKilled: boolean) => void = nothing;
  let standsStill: () => void = nothing;
  const pause: Pause = () =>
    new Promise((resolve, reject) => {
      release = (isKilled) => (isKilled ? reject(new Killed()) : resolve());
      standsStill();
    });
  const ending = work(pause)
    .then(onDone, (error: unknown) => {
      if (!(error instanceof Killed)) throw error;
    })
    .finally(() => {
      isOver = true;
    });
  return {
    isOver: () => isOver,
    async advance(isKilled) {
      const still = new Promise<void>((resolve) => {
        standsStill = resolve;
      });
      release(isKilled);
      await Promise.race([still, ending]);
    },
  };
}

/** Orders in which runs are started, let go on and killed. */
export const steps = fc.array(
  fc.record({
    act: fc.constantFrom('start', 'go on', 'go on', 'go on', 'go on', 'kill'),
    which: fc.nat(1_000),
  }),
  // Unless told, most of its lists would be of ten steps.
  { maxLength: 250, size: 'max' },
);

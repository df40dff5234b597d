import { expect } from '@jest/globals';
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

/** What a schedule is played out in. */
export interface World {
  /** Jobs that can be given to a run. */
  open(): readonly string[];
  start(job: string): Run;
  /** What is done for a document that lies still. */
  sweep(): Promise<void>;
}

/**
 * Plays a schedule out. From its end on nobody is killed any more, and what is left must come to its end
 * by itself, with a sweep where nothing goes on.
 * @param mostRuns under way at once
 */
export async function playOut(
  world: World,
  schedule: readonly { readonly act: string; readonly which: number }[],
  mostRuns: number,
): Promise<void> {
  let runs: Run[] = [];
  for (const { act, which } of schedule) {
    runs = runs.filter((run) => !run.isOver());
    const open = world.open();
    const job = open[which % Math.max(1, open.length)];
    const run = runs[which % Math.max(1, runs.length)];
    // A job may be started although a run of it is under way: that is a duplicate delivery.
    if (act === 'start' && job !== undefined && runs.length < mostRuns) runs.push(world.start(job));
    else await run?.advance(act === 'kill');
  }
  for (let rounds = 0; ; rounds += 1) {
    expect(rounds).toBeLessThan(2_000);
    runs = runs.filter((run) => !run.isOver());
    if (runs.length === 0 && world.open().length === 0) await world.sweep();
    const [job] = world.open();
    const run = runs[0] ?? (job === undefined ? undefined : world.start(job));
    if (run === undefined) return;
    if (!runs.includes(run)) runs.push(run);
    await run.advance(false);
  }
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

import { writeFileSync, writeSync } from 'node:fs';

/**
 * The gaps between the steps of a page (docs/decisions, the page's protocol): where a crash must
 * cost nothing that was paid for.
 */
export const killPointNames = [
  'after-picture',
  'after-claim',
  'after-cache',
  'after-reserve',
  'after-intent',
  'after-dispatch',
  'after-draft',
  'after-draft-settle',
  'after-commit',
  'after-settle',
  'after-cache-put',
  'after-whole',
  'after-gather',
  'after-batch-record',
  'after-batch-reserve',
  'after-batch-intents',
  'after-batch-sending',
  'after-batch-create',
  'after-batch-created',
  'after-batch-lost',
  'after-batch-read',
  'after-arrival',
] as const;

export type KillPointName = (typeof killPointNames)[number];

export interface KillPointSettings {
  /** `NAME` or `NAME:N`: end at the first, or the N-th, passing of that point. Nothing: never. */
  readonly QUIRE_KILL_AT?: string | undefined;
  /** A file that is made at the end; while it exists, points are passed: a restart goes on. */
  readonly QUIRE_KILL_ONCE?: string | undefined;
}

let armed: { readonly name: string; readonly once: string | undefined } | undefined;
let passingsLeft = 0;

/**
 * Sets where this process is to end. `runRole` does so before the role starts; production is
 * refused the setting by `config`.
 * @throws Error when QUIRE_KILL_AT names no kill point
 */
export function armKillPoint({ QUIRE_KILL_AT, QUIRE_KILL_ONCE }: KillPointSettings): void {
  armed = undefined;
  if (QUIRE_KILL_AT === undefined) return;
  const [name = '', passing = '1'] = QUIRE_KILL_AT.split(':');
  if (!killPointNames.some((known) => known === name)) {
    throw new Error(
      `QUIRE_KILL_AT: takes NAME or NAME:N, NAME one of ${killPointNames.join(', ')}`,
    );
  }
  armed = { name, once: QUIRE_KILL_ONCE };
  passingsLeft = Number(passing);
}

/** Ends the process as `kill -9` would, here and now, where it is armed to; else does nothing. */
export function killPoint(name: KillPointName): void {
  if (armed?.name !== name) return;
  passingsLeft -= 1;
  if (passingsLeft > 0 || !isFirst(armed.once)) return;
  // Written past the log: what is buffered dies with the process, and a test reads this line.
  writeSync(2, `killed at ${name}\n`);
  process.kill(process.pid, 'SIGKILL');
}

/** The same after a step that nothing waits for: only where it is armed is its end waited for. */
export async function killPointAfter(name: KillPointName, step: Promise<unknown>): Promise<void> {
  if (armed?.name !== name) return;
  await step;
  killPoint(name);
}

/** Makes the marker; false when an earlier process has. */
function isFirst(marker: string | undefined): boolean {
  if (marker === undefined) return true;
  try {
    writeFileSync(marker, '', { flag: 'wx' });
    return true;
  } catch {
    return false;
  }
}

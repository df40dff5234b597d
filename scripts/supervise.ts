import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, closeSync, readFileSync, readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { endWithParent } from '@quire/testkit';

/** A process that is started again whenever it has ended, as a machine's supervisor does. */
export interface SupervisedProcess {
  readonly name: string;
  /** Of the process it is at the moment. */
  pid(): number | undefined;
  signal(signal: NodeJS.Signals): void;
  /** Its next process, and that one alone, sees more environment. */
  runNextWith(env: Readonly<Record<string, string>>): void;
  /** Ends, and why, of all its processes so far. */
  readonly ends: readonly string[];
  /** Ids of the children that its processes had when they were looked at. */
  readonly childPids: ReadonlySet<number>;
  /** CPU seconds of its processes so far, the living one included, children excluded. */
  cpuS(): number;
  /** SIGTERM, no restart. @returns false when it had to be killed after the grace */
  stop(graceMs: number): Promise<boolean>;
}

export interface SupervisedCommand {
  readonly name: string;
  readonly command: readonly [program: string, ...args: string[]];
  /** All that it sees, PATH and HOME apart. */
  readonly env: Readonly<Record<string, string>>;
  /** Where what it says is kept. */
  readonly logFile: string;
}

const RESTART_AFTER_MS = 300;
/** Clock ticks of /proc, which Linux fixes at 100 for user space. */
const TICKS_PER_S = 100;

/** Starts a process and keeps it running until told otherwise. Linux only: it reads /proc. */
export function supervise({
  name,
  command: [program, ...args],
  env,
  logFile,
}: SupervisedCommand): SupervisedProcess {
  const ends: string[] = [];
  const childPids = new Set<number>();
  let child: ChildProcess | undefined;
  let more: Readonly<Record<string, string>> = {};
  const stopping = new AbortController();
  let endedCpuS = 0;
  let cpuSeenS = 0;
  const look = (): void => {
    if (child?.pid === undefined) return;
    cpuSeenS = cpuOf(child.pid) ?? cpuSeenS;
    for (const pid of childrenOf(child.pid)) childPids.add(pid);
  };
  const looking = setInterval(look, 1_000);
  const keepRunning = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const log = openSync(logFile, 'a');
      const { PATH = '', HOME = '' } = process.env;
      child = spawn(program, args, {
        env: { PATH, HOME, ...env, ...more },
        stdio: ['ignore', log, log],
      });
      closeSync(log);
      more = {};
      endWithParent(child);
      await once(child, 'exit');
      endedCpuS += cpuSeenS;
      cpuSeenS = 0;
      ends.push(child.signalCode ?? `code ${child.exitCode}`);
      await sleep(RESTART_AFTER_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
    clearInterval(looking);
  };
  const running = keepRunning();
  return {
    name,
    ends,
    childPids,
    pid: () => child?.pid,
    signal(signal) {
      look();
      child?.kill(signal);
    },
    runNextWith(env_) {
      more = env_;
    },
    cpuS: () => {
      look();
      return endedCpuS + cpuSeenS;
    },
    async stop(graceMs) {
      stopping.abort();
      look();
      child?.kill('SIGTERM');
      // One that stands still would not hear of it.
      child?.kill('SIGCONT');
      const inTime = await Promise.race([
        running.then(() => true),
        sleep(graceMs, false, { ref: false }),
      ]);
      if (!inTime) child?.kill('SIGKILL');
      await running;
      return inTime;
    },
  };
}

function cpuOf(pid: number): number | undefined {
  try {
    // After the name in parentheses: state is field 3, utime and stime are 14 and 15 (proc(5)).
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_S;
  } catch {
    return undefined;
  }
}

function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'latin1')
        .split(' ')
        .filter(Boolean)
        .map(Number),
    );
  } catch {
    return [];
  }
}

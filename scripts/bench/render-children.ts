import { readdirSync, readFileSync } from 'node:fs';

/** Nanoseconds on a processor come first in `schedstat`; `stat` knows only hundredths of a second. */
const NS_PER_MS = 1e6;

/** The processes that this one started and that are alive. */
export function childPids(): number[] {
  const tasks = readdirSync('/proc/self/task');
  const lists = tasks.map((task) => read(`/proc/self/task/${task}/children`).trim());
  return lists.flatMap((list) => (list === '' ? [] : list.split(' ').map(Number)));
}

/** CPU time of all children since they began, each with all its threads, in milliseconds by pid. */
export function childrenCpu(): Map<number, number> {
  return new Map(childPids().map((pid) => [pid, cpuMs(pid)]));
}

/** CPU time spent between two looks; a child that began in between counts from its beginning. */
export function cpuBetween(
  before: ReadonlyMap<number, number>,
  after: ReadonlyMap<number, number>,
): number {
  let total = 0;
  for (const [pid, ms] of after) total += ms - (before.get(pid) ?? 0);
  return total;
}

/** Resident memory of all children now, and the most that any of them ever had, in megabytes. */
export function childrenMemory(): { readonly nowMb: number; readonly mostMb: number } {
  const statuses = childPids().map((pid) => read(`/proc/${pid}/status`));
  return {
    nowMb: statuses.reduce((total, status) => total + field(status, 'VmRSS'), 0),
    mostMb: Math.max(0, ...statuses.map((status) => field(status, 'VmHWM'))),
  };
}

/** A field of `status` in megabytes; the kernel says kilobytes. */
function field(status: string, name: string): number {
  return Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024;
}

function cpuMs(pid: number): number {
  let tasks: string[] = [];
  try {
    tasks = readdirSync(`/proc/${pid}/task`);
  } catch {
    // It ended between the two looks.
  }
  const nanoseconds = tasks.map((task) => {
    const [onProcessor = '0'] = read(`/proc/${pid}/task/${task}/schedstat`).split(' ');
    return Number(onProcessor);
  });
  return nanoseconds.reduce((total, ns) => total + ns, 0) / NS_PER_MS;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

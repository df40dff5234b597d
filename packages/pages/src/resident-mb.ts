import { readFileSync } from 'node:fs';

/** Memory a process has resident, in megabytes (`VmRSS` of proc(5)); null where nobody says: no Linux. */
export function residentMb(pid: number): number | null {
  try {
    const kilobytes = /^VmRSS:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) / 1024;
  } catch {
    return null; // It ended while it was being looked at.
  }
}

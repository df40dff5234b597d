import { residentMb } from './resident-mb.ts';

/** PDFium was seen to take 400 MB in this time, and no page in the wild came near the bound. */
const LOOK_EVERY_MS = 100;

/**
 * Looks at a process from outside for as long as it works: what it decodes with is native code, which
 * no limit inside it binds.
 * @returns what ends the watch
 */
export function watchMemory(
  pid: number,
  maxRssMb: number,
  exceeded: (rssMb: number) => void,
): () => void {
  const timer = setInterval(() => {
    const rssMb = residentMb(pid);
    if (rssMb === null || rssMb <= maxRssMb) return;
    clearInterval(timer);
    exceeded(rssMb);
  }, LOOK_EVERY_MS);
  return () => clearInterval(timer);
}

import { spawnSync } from 'node:child_process';
import { Failure } from '@quire/domain';

/** Words to put before a command, so that it runs as the system alone can make it. */
export interface Prefix {
  /**
   * None where this system has no such way. It is the same process then, under the same number.
   * @throws Failure `renderer_unavailable` where nobody can be asked at present
   */
  words(nowMs: number): readonly string[];
  /** What worked when it was tried may not any more: it is tried again before the next start. */
  doubt(): void;
}

/** It takes some milliseconds; a system on which it hangs has none to give. */
const PROBE_MS = 2_000;
/** What the system refuses may be a matter of an hour: its limits, or somebody's profile of rights. */
const AGAIN_AFTER_MS = 10 * 60_000;
/** What says of a program that it is not to be had, and is no want of the moment. */
const SAYS_NO: ReadonlySet<string> = new Set([
  'ENOENT',
  'ENOTDIR',
  'EACCES',
  'EPERM',
  'ENOEXEC',
  'ETIMEDOUT',
]);

/** Remembers the first of several ways that works. What works is tried once, what does not every ten minutes. */
export function findPrefix(ways: readonly (readonly string[])[]): Prefix {
  let known: { readonly words: readonly string[]; readonly untilMs: number } | undefined;
  return {
    words(nowMs) {
      if (known === undefined || nowMs >= known.untilMs) {
        const words = ways.find(isToBeHad);
        known =
          words === undefined
            ? { words: [], untilMs: nowMs + AGAIN_AFTER_MS }
            : { words, untilMs: Infinity };
      }
      return known.words;
    },
    doubt() {
      known = undefined;
    },
  };
}

function isToBeHad([program = '', ...way]: readonly string[]): boolean {
  const { error, status } = spawnSync(program, [...way, '/bin/true'], { timeout: PROBE_MS });
  if (error === undefined) return status === 0;
  const code = 'code' in error ? String(error.code) : error.message;
  if (SAYS_NO.has(code)) return false;
  // Out of descriptors, processes or memory: taken for a no, renderers would do without from then on.
  throw new Failure('renderer_unavailable', { detail: `${program}: ${code}`, cause: error });
}

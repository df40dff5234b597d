import type { Refusal } from '@quire/claude';
import type { Hold } from '@quire/limits';

/** Where the provider names no time: an overload lasts minutes, and asking each 10 s harms nobody. */
const PAUSE_MS = 10_000;
/** A provider that asks for an hour is asked again after five minutes: limits are lifted by hand. */
const LONGEST_PAUSE_MS = 300_000;
/** How long a halt lies still before one more call probes whether somebody has mended its cause. */
const HALT_MS = 60_000;

/**
 * What a refusal means for everybody else who would call.
 * @returns null when it concerns this page alone
 */
export function holdFor(
  { blame, code, detail, retryAfterMs }: Extract<Refusal, { kind: 'free' }>,
  group: string,
): Hold | null {
  switch (blame) {
    case 'page':
      return null;
    case 'pause': {
      const forMs = Math.min(retryAfterMs ?? PAUSE_MS, LONGEST_PAUSE_MS);
      return { group, code, detail, forMs, isHalt: false };
    }
    case 'halt':
      return { group, code, detail, forMs: HALT_MS, isHalt: true };
  }
}

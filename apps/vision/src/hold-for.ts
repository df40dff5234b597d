import type { Refusal } from '@quire/claude';
import type { Trouble } from '@quire/limits';

/**
 * What a refusal means for everybody else who would call.
 * @returns null when it concerns this page alone
 */
export function holdFor(
  { blame, code, detail, retryAfterMs }: Extract<Refusal, { kind: 'free' }>,
  group: string,
): Trouble | null {
  switch (blame) {
    case 'page':
      return null;
    case 'pause': {
      const kind = code === 'claude_rate_limited' ? 'pause' : 'down';
      return { group, code, detail, kind, retryAfterMs };
    }
    case 'ramp':
      return { group, code, detail, kind: 'ramp', retryAfterMs };
    case 'halt':
      return { group, code, detail, kind: 'halt', retryAfterMs: null };
  }
}

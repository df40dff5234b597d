import type { SeenLimits } from '@quire/domain';

/** Anything that headers are read from by name, whichever fetch they came from. */
export interface HeadersRead {
  get(name: string): string | null;
}

/** What response headers say of the rate limit (rate limits page, 2026-10-08). */
export function seenLimits(headers: HeadersRead): SeenLimits {
  const read = (kind: string, field: string): number | undefined => {
    const text = headers.get(`anthropic-ratelimit-${kind}-${field}`);
    const value = text === null || text.trim() === '' ? Number.NaN : Number(text);
    return Number.isFinite(value) && value >= 0 ? value : undefined;
  };
  // A limit of none is no limit that anybody could keep: it is taken for one that was not named.
  const limit = (kind: string): number | undefined => read(kind, 'limit') || undefined;
  return {
    limits: {
      rpm: limit('requests'),
      itpm: limit('input-tokens'),
      otpm: limit('output-tokens'),
    },
    remaining: {
      requests: read('requests', 'remaining'),
      inputTokens: read('input-tokens', 'remaining'),
      outputTokens: read('output-tokens', 'remaining'),
    },
  };
}

/**
 * How long a refusal asks to wait: `retry-after-ms`, else `retry-after` in seconds or as a date
 * (RFC 9110). A date is held against the answer's own `date`, so that skewed clocks do no harm.
 * @returns null where no time in the future is named
 */
export function retryAfterMs(headers: HeadersRead, nowMs: number): number | null {
  const inMs = numberIn(headers.get('retry-after-ms'));
  if (inMs !== null) return positive(inMs);
  const text = headers.get('retry-after');
  const inS = numberIn(text);
  if (inS !== null) return positive(inS * 1000);
  const untilMs = Date.parse(text ?? '');
  const saidMs = Date.parse(headers.get('date') ?? '');
  return positive(untilMs - (Number.isNaN(saidMs) ? nowMs : saidMs));
}

function numberIn(text: string | null): number | null {
  return text !== null && /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : null;
}

function positive(ms: number): number | null {
  return Number.isFinite(ms) && ms > 0 ? Math.ceil(ms) : null;
}

import { fullAtMs, remaining, type Bucket } from './bucket.ts';

export interface GroupBuckets {
  readonly requests: Bucket;
  readonly input: Bucket;
  readonly output: Bucket;
}

/**
 * The headers of an answer, from buckets brought up to the moment: what is left of each nominal minute, tokens rounded to the nearest
 * thousand, and when each bucket would be full again. The burst that is enforced stays hidden.
 */
export function rateHeaders({ requests, input, output }: GroupBuckets): Record<string, string> {
  return {
    ...headers('requests', requests.perMinute, remaining(requests), fullAtMs(requests)),
    ...headers(
      'tokens',
      input.perMinute + output.perMinute,
      thousands(remaining(input) + remaining(output)),
      Math.max(fullAtMs(input), fullAtMs(output)),
    ),
    ...headers('input-tokens', input.perMinute, thousands(remaining(input)), fullAtMs(input)),
    ...headers('output-tokens', output.perMinute, thousands(remaining(output)), fullAtMs(output)),
  };
}

const thousands = (tokens: number): number => Math.round(tokens / 1000) * 1000;

function headers(
  name: string,
  limit: number,
  left: number,
  resetMs: number,
): Record<string, string> {
  const reset = `${new Date(Math.ceil(resetMs / 1000) * 1000).toISOString().slice(0, 19)}Z`;
  return {
    [`anthropic-ratelimit-${name}-limit`]: String(limit),
    [`anthropic-ratelimit-${name}-remaining`]: String(left),
    [`anthropic-ratelimit-${name}-reset`]: reset,
  };
}

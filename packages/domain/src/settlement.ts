import { z } from 'zod';
import { parseJson } from './parse-json.ts';
import type { SeenLimits } from './seen-limits.ts';

const perMinute = z.number().optional();

const written = z.object({
  reservationId: z.string(),
  group: z.string(),
  kind: z.string(),
  outcome: z.enum(['used', 'released', 'forfeited']),
  inputTokens: z.number(),
  outputTokens: z.number(),
  costMicroUsd: z.number(),
  streamMs: z.number().nullable(),
  seen: z
    .object({
      limits: z.object({ rpm: perMinute, itpm: perMinute, otpm: perMinute }),
      remaining: z.object({
        requests: perMinute,
        inputTokens: perMinute,
        outputTokens: perMinute,
      }),
    })
    .nullable(),
});

/** What the limiter is told of a reservation, as it comes back from where it was written down. */
export type WrittenSettlement = Omit<z.output<typeof written>, 'seen'> & {
  readonly seen: SeenLimits | null;
};

/** The door for settlements that were written down as JSON. @throws ZodError for anything else */
export function readSettlement(json: string): WrittenSettlement {
  const { seen, ...rest } = written.parse(parseJson(json));
  if (seen === null) return { ...rest, seen };
  const { limits, remaining } = seen;
  return {
    ...rest,
    seen: {
      limits: { rpm: limits.rpm, itpm: limits.itpm, otpm: limits.otpm },
      remaining: {
        requests: remaining.requests,
        inputTokens: remaining.inputTokens,
        outputTokens: remaining.outputTokens,
      },
    },
  };
}

import { z } from 'zod';

const amount = z.number().positive();

/** Per minute, for a whole group of models that share them. */
const groupLimits = z.strictObject({ rpm: amount, itpm: amount, otpm: amount });

/** Model id, group or `*` → limits. */
export const limitsTable = z.record(z.string(), groupLimits);

const foreignTraffic = groupLimits.partial();

/** What others in the organisation draw, per minute. */
export const foreignTable = z.record(z.string(), foreignTraffic);

export type GroupLimits = z.infer<typeof groupLimits>;
export type LimitsTable = z.infer<typeof limitsTable>;
export type ForeignTraffic = z.infer<typeof foreignTraffic>;
export type ForeignTable = z.infer<typeof foreignTable>;

export const tierNames = ['start', 'build', 'scale'] as const;
export type Tier = (typeof tierNames)[number];

interface TierLimits {
  readonly standard: GroupLimits;
  readonly fable: GroupLimits;
  readonly countTokensRpm: number;
  readonly batchesRpm: number;
  /** Entries of all batches that may be waiting at once. */
  readonly batchQueue: number;
}

/** The published tiers (rate limits page, October 2026). */
export const tiers: Record<Tier, TierLimits> = {
  start: {
    standard: { rpm: 1000, itpm: 2_000_000, otpm: 400_000 },
    fable: { rpm: 1000, itpm: 500_000, otpm: 100_000 },
    countTokensRpm: 2000,
    batchesRpm: 1000,
    batchQueue: 200_000,
  },
  build: {
    standard: { rpm: 5000, itpm: 5_000_000, otpm: 1_000_000 },
    fable: { rpm: 2000, itpm: 1_500_000, otpm: 300_000 },
    countTokensRpm: 4000,
    batchesRpm: 2000,
    batchQueue: 300_000,
  },
  scale: {
    standard: { rpm: 10_000, itpm: 10_000_000, otpm: 2_000_000 },
    fable: { rpm: 4000, itpm: 4_000_000, otpm: 800_000 },
    countTokensRpm: 8000,
    batchesRpm: 4000,
    batchQueue: 500_000,
  },
};

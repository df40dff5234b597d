import { z } from 'zod';
import { faultPlan } from '../faults/fault-plan.ts';
import { limitsTable, tierNames } from '../limits/limits.ts';
import { defaultOptions, type SimOptions } from '../sim/sim-options.ts';

interface Flag {
  readonly takes: string;
  readonly says: string;
  readonly schema: z.ZodType<Partial<SimOptions>, string>;
}

const whole = (min: number): z.ZodPipe<z.ZodString, z.ZodTransform<number, string>> =>
  z.string().transform((text, context) => {
    const value = Number(text);
    if (text.trim() !== '' && Number.isInteger(value) && value >= min) return value;
    context.addIssue({ code: 'custom', message: `takes a whole number from ${min}` });
    return z.NEVER;
  });

const decimal = z.string().transform((text, context) => {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value >= 0) return value;
  context.addIssue({ code: 'custom', message: 'takes a number from 0' });
  return z.NEVER;
});

const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    context.addIssue({ code: 'custom', message: 'takes JSON' });
    return z.NEVER;
  }
});

/** A day for the stand-in to live in: its clock runs on from there. */
const today = z.iso.date().transform((day) => {
  const offsetMs = Date.parse(day) - Date.now();
  return { now: () => Date.now() + offsetMs };
});

/** Every flag; each may also be given as `QUIRE_SIM_` and its name in capitals. */
export const flags = {
  port: {
    takes: 'PORT',
    says: `where to listen, 0 for any free port (${defaultOptions.port})`,
    schema: whole(0).transform((port) => ({ port })),
  },
  host: {
    takes: 'HOST',
    says: `(${defaultOptions.host})`,
    schema: z
      .string()
      .min(1)
      .transform((host) => ({ host })),
  },
  engine: {
    takes: 'ocr|digest',
    says: 'read the pixels, or answer at once from the bytes (ocr)',
    schema: z.enum(['ocr', 'digest']).transform((engine) => ({ engine })),
  },
  'ocr-workers': {
    takes: 'N',
    says: `readers at work at once (${defaultOptions.ocrWorkers})`,
    schema: whole(1).transform((ocrWorkers) => ({ ocrWorkers })),
  },
  'digest-words': {
    takes: 'N',
    says: `mean words of a digest (${defaultOptions.digestWords})`,
    schema: whole(0).transform((digestWords) => ({ digestWords })),
  },
  'digest-sigma': {
    takes: 'X',
    says: 'spread of its length, sigma of a log-normal (0)',
    schema: decimal.transform((digestSigma) => ({ digestSigma })),
  },
  'strict-decode': {
    takes: '0|1',
    says: 'decode every pixel in the digest engine too (0)',
    schema: z.enum(['0', '1']).transform((text) => ({ strictDecode: text === '1' })),
  },
  'latency-ms': {
    takes: 'MS',
    says: `from the request to the first token (${defaultOptions.latencyMs})`,
    schema: decimal.transform((latencyMs) => ({ latencyMs })),
  },
  'tokens-per-second': {
    takes: 'N',
    says: `of one answer, 0 for all at once (${defaultOptions.tokensPerSecond})`,
    schema: decimal.transform((tokensPerSecond) => ({ tokensPerSecond })),
  },
  tier: {
    takes: tierNames.join('|'),
    says: `limits where --limits names none (${defaultOptions.tier})`,
    schema: z.enum(tierNames).transform((tier) => ({ tier })),
  },
  limits: {
    takes: 'JSON',
    says: 'model, group or "*" → {"rpm", "itpm", "otpm"}',
    schema: json.pipe(limitsTable).transform((limits) => ({ limits })),
  },
  'burst-s': {
    takes: 'S',
    says: `seconds of a limit that can be taken at once, hidden (${defaultOptions.burstS})`,
    schema: decimal.transform((burstS) => ({ burstS })),
  },
  'ramp-floor-itpm': {
    takes: 'N',
    says: 'limit growth above so many input tokens a minute (off)',
    schema: whole(1).transform((rampFloorItpm) => ({ rampFloorItpm })),
  },
  faults: {
    takes: 'JSON|FILE',
    says: 'the fault plan, a list of rules',
    schema: json.pipe(faultPlan).transform((faults) => ({ faults })),
  },
  'batch-s': {
    takes: 'S',
    says: `how long a batch is in progress (${defaultOptions.batchS})`,
    schema: decimal.transform((batchS) => ({ batchS })),
  },
  'audit-size': {
    takes: 'N',
    says: `requests the audit remembers (${defaultOptions.auditSize})`,
    schema: whole(1).transform((auditSize) => ({ auditSize })),
  },
  'api-keys': {
    takes: 'KEY,…',
    says: 'keys that are let in (any)',
    schema: z.string().transform((text) => ({ apiKeys: text.split(',').filter(Boolean) })),
  },
  today: {
    takes: 'YYYY-MM-DD',
    says: 'live in another day, to see models retire',
    schema: today,
  },
} as const satisfies Record<string, Flag>;

export type FlagName = keyof typeof flags;

import { z } from 'zod';
import { failureCode } from './failure-code.ts';
import { evidenceSchema } from './judging/evidence.ts';
import { repairSchema } from './normalise/repair.ts';
import { ADDRESS } from './picture-address.ts';

/** What is believed of a page's text. Only `ok` and `blank` can be relied on. */
export const verdicts = [
  'ok',
  'blank',
  'truncated',
  'repeated',
  'empty',
  'refused',
  'filtered',
  'invalid',
  'disagrees',
  'failed',
] as const;

export type Verdict = (typeof verdicts)[number];

/** A page whose text (or blankness) can be relied on; every other verdict counts as failed. */
export function isGood(verdict: Verdict): boolean {
  return verdict === 'ok' || verdict === 'blank';
}

/**
 * The picture that was sent for a page. `dpi` is null where the source has no size in points, and
 * where the page was sent as a PDF: width and height are points then, and Claude draws it itself. Where
 * its address was sent, width and height are 0, and bytes and hash the address's: what Claude fetched,
 * nobody here has seen.
 */
export const pagePicture = z.object({
  width: z.int(),
  height: z.int(),
  bytes: z.int(),
  media_type: z.enum(['image/jpeg', 'image/png', 'image/webp', 'application/pdf', ADDRESS]),
  sha256: z.string().describe('Of what was sent; of a picture by its address, of the address.'),
  dpi: z.number().nullable(),
  reason: z.string().default('').describe('Why it has this size and turn.'),
  tiles: z
    .int()
    .default(0)
    .describe('Overlapping parts that were sent in its place; 0 for the whole.'),
  cut: z
    .boolean()
    .default(false)
    .describe('Cut into parts because an answer about the whole ended too early.'),
  smaller: z
    .boolean()
    .default(false)
    .describe('Drawn smaller than it would be, because a request with it was too large.'),
});

const usage = z.object({ input_tokens: z.int(), output_tokens: z.int() });

/** What a call of a page was made for: the page itself, or the verdict on the call before it. */
export const callSteps = [
  'first',
  'write-out',
  'ask-again',
  'smaller-picture',
  'more-room',
  'tiles',
  'strong-model',
] as const;

export type CallStep = (typeof callSteps)[number];

/** One call of a page that brought an answer, or was refused for what the page is. */
const pageCall = z.object({
  step: z.enum(callSteps),
  model: z.string(),
  verdict: z.enum(verdicts),
  code: failureCode.nullable().describe('Why its answer cannot be relied on.'),
  detail: z.string(),
  stop_reason: z.string().nullable(),
  usage,
  cost_usd: z.number(),
  request_id: z.string().nullable(),
});

/** One page as the outside sees it (contract, "HTTP"); field names are the wire's. */
export const pageSchema = z.object({
  page: z.int().describe("The source's own page number, from 1."),
  verdict: z.enum(verdicts),
  text: z.string(),
  data: z.unknown(),
  repairs: z
    .array(repairSchema)
    .default([])
    .describe('Values of `data` that were brought into their form by rule, each as it came.'),
  model: z.string().nullable(),
  source: z.enum(['claude', 'text-layer', 'none']),
  rotation: z.number().describe('Degrees clockwise by which the source was turned upright.'),
  picture: pagePicture.nullable(),
  usage,
  cost_usd: z.number(),
  cached: z.boolean(),
  attempts: z.int().describe('Calls made for this page, answered or not.'),
  calls: z
    .array(pageCall)
    .default([])
    .describe('Those that came to an end, in their order; `usage` and `cost_usd` are their sums.'),
  request_id: z.string().nullable(),
  stop_reason: z.string().nullable(),
  evidence: evidenceSchema
    .nullable()
    .default(null)
    .describe('What the verdict on an answer stands on; null where there was no answer.'),
  error: z
    .object({
      code: failureCode,
      detail: z.string(),
      quarantine: z
        .string()
        .optional()
        .describe(
          'Where the blob store keeps the page itself, which ended one renderer after another.',
        ),
    })
    .nullable(),
});

export type Page = z.output<typeof pageSchema>;
export type PageCall = z.output<typeof pageCall>;
export type PagePicture = z.output<typeof pagePicture>;
export type Usage = z.output<typeof usage>;

import { z } from 'zod';
import { isPageRanges } from './page-ranges.ts';

/** Most pages of one document; a plan of this many is about 1 MB in Redis. */
export const MAX_PAGES = 10_000;

const httpUrl = z.url({ protocol: /^https?$/ }).max(2048);

/** Metadata is handed back with every answer and webhook, so it is kept small. */
const metadata = z
  .record(z.string().max(64), z.union([z.string().max(512), z.number(), z.boolean(), z.null()]))
  .refine((value) => Object.keys(value).length <= 32, 'takes at most 32 keys');

/** A preset's name, which is also the name of the file that holds an own one. */
export const presetName = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'takes lower-case letters, digits and single hyphens')
  .max(64);

export const tasks = ['transcribe', 'extract', 'ask', 'compare'] as const;
export type Task = (typeof tasks)[number];

/** How a page is written down, where that is a matter of taste and not of faithfulness. */
const transcribe = z.strictObject({
  /** Running headers, footers and page numbers; kept unless dropped. */
  headers_footers: z.enum(['keep', 'drop']).optional(),
  /** Pictures and charts: only their printed words, or a description too. */
  figures: z.enum(['skip', 'describe']).optional(),
});

/**
 * The fields of a document's options, each by itself (contract, "Options of a document"). An
 * accepted document is read back by these alone: what the door refuses from tomorrow on must not
 * make unreadable what it took yesterday.
 */
export const optionFields = z.strictObject({
  task: z.enum(tasks).optional(),
  preset: presetName.optional(),
  prompt: z.string().min(1).max(20_000).optional(),
  context: z.string().min(1).max(20_000).optional(),
  schema: z.record(z.string(), z.unknown()).optional(),
  transcribe: transcribe.optional(),
  /** How a transcription is answered: written out, or as a patch of the page's own text layer. */
  mode: z.enum(['full', 'patch']).optional(),
  scope: z.enum(['page', 'document']).optional(),
  model: z.string().min(1).max(100).optional(),
  strong_model: z.string().min(1).max(100).optional(),
  max_tokens: z.int().min(1).max(64_000).optional(),
  pages: z.string().max(2000).refine(isPageRanges, 'takes a list such as "1-5,8"').optional(),
  max_pages: z.int().min(1).max(MAX_PAGES).optional(),
  resolution: z.union([z.literal(['auto', 'pdf']), z.number().min(18).max(600)]).optional(),
  /** `url`: handed on by its address, for Claude to fetch; for sources that are images by URL. */
  picture: z.enum(['image', 'pdf', 'url']).optional(),
  orient: z.boolean().optional(),
  lane: z.enum(['realtime', 'batch', 'auto']).optional(),
  deadline: z.iso.datetime({ offset: true }).optional(),
  priority: z.int().min(0).max(9).optional(),
  webhook: z
    .strictObject({
      url: httpUrl,
      secret: z
        .string()
        .regex(/^whsec_[A-Za-z0-9+/=]{32,128}$/, 'takes whsec_ and 24 to 64 bytes in base64')
        .optional(),
      events: z
        .array(
          z.enum([
            'document.completed',
            'document.partial',
            'document.failed',
            'document.cancelled',
          ]),
        )
        .min(1)
        .optional(),
    })
    .optional(),
  on_page_error: z.enum(['partial', 'fail']).optional(),
  budget_usd: z.number().positive().optional(),
  metadata: metadata.optional(),
});

export type DocumentOptions = z.output<typeof optionFields>;

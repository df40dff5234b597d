import { z } from 'zod';
import { isPageRanges } from './page-ranges.ts';

/** Most pages of one document; a plan of this many is about 1 MB in Redis. */
export const MAX_PAGES = 10_000;

/** One, or up to four while it is replaced: the newest first, all of them sign. */
const WEBHOOK_SECRETS = /^whsec_[A-Za-z0-9+/=]{32,128}([ ,]+whsec_[A-Za-z0-9+/=]{32,128}){0,3}$/;

/** An address of the web. */
export const httpUrl = z
  .url({ protocol: /^https?$/, error: 'takes an address that begins with https:// or http://' })
  .max(2048);

const RESOLUTION = 'takes "auto", "pdf" or dots an inch, from 18 to 600';
const METADATA_VALUE = 'takes text of at most 512 signs, a number, true, false or null';

/** Metadata is handed back with every answer and webhook, so it is kept small. */
const metadata = z
  .record(
    z.string().max(64),
    z.union([z.string().max(512), z.number(), z.boolean(), z.null()], METADATA_VALUE),
  )
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
  headers_footers: z
    .enum(['keep', 'drop'])
    .optional()
    .describe('Running headers, footers and page numbers; `keep` unless told.'),
  figures: z
    .enum(['skip', 'describe'])
    .optional()
    .describe('Pictures and charts: their printed words alone (`skip`), or a description too.'),
});

const webhook = z.strictObject({
  url: httpUrl.describe('A public https address, which is sent one signed POST at the end.'),
  secret: z
    .string()
    .regex(WEBHOOK_SECRETS, 'takes whsec_ and 24 to 64 bytes in base64')
    .optional()
    .describe(
      "Signs this document's webhooks; the server's own secret unless told. Up to four, separated by " +
        'spaces, while one is replaced: all of them sign.',
    ),
  events: z
    .array(
      z.enum(['document.completed', 'document.partial', 'document.failed', 'document.cancelled']),
    )
    .min(1)
    .optional()
    .describe('The ends to be told of; all of them unless told.'),
});

/**
 * The fields of a document's options, each by itself (contract, "Options of a document"). An
 * accepted document is read back by these alone: what the door refuses from tomorrow on must not
 * make unreadable what it took yesterday.
 */
export const optionFields = z
  .strictObject({
    task: z
      .enum(tasks)
      .optional()
      .describe("The preset's unless told; `extract` beside a `schema`, else `transcribe`."),
    preset: presetName.optional().describe('A named way to ask: one of `GET /v1/presets`.'),
    prompt: z
      .string()
      .min(1)
      .max(20_000)
      .optional()
      .describe('The question, in the place of the words of the task or preset; needed by `ask`.'),
    context: z
      .string()
      .min(1)
      .max(20_000)
      .optional()
      .describe('What is worth knowing beforehand: said before the picture.'),
    schema: z
      .record(z.string(), z.unknown())
      .optional()
      .describe('JSON Schema 2020-12 that the data has to fit; needed by `extract`.'),
    transcribe: transcribe.optional().describe('How a transcription is written down.'),
    mode: z
      .enum(['full', 'patch'])
      .optional()
      .describe(
        "How a transcription is answered: written out, or as a patch of the page's own text layer, " +
          'which is cheaper. `full` unless told.',
      ),
    scope: z
      .enum(['page', 'document'])
      .optional()
      .describe('Whether each page is asked about by itself (`page` unless told) or all together.'),
    model: z
      .string()
      .min(1)
      .max(100)
      .optional()
      .describe("A model's id with the provider; the server's default unless told."),
    strong_model: z
      .string()
      .min(1)
      .max(100)
      .optional()
      .describe('Asked where the answer of `model` cannot be relied on.'),
    max_tokens: z
      .int()
      .min(1)
      .max(64_000)
      .optional()
      .describe('Most output tokens of one answer; what is cut there is `truncated`.'),
    pages: z
      .string()
      .max(2000)
      .refine(isPageRanges, 'takes a list such as "1-5,8"')
      .optional()
      .describe(
        'The pages to read, such as `1-5,8`; all unless told. What lies beyond the last is left out.',
      ),
    max_pages: z
      .int()
      .min(1)
      .max(MAX_PAGES)
      .optional()
      .describe('A document with more pages ends as `failed`, before a page is paid for.'),
    resolution: z
      .union([z.literal(['auto', 'pdf']), z.number().min(18).max(600)], RESOLUTION)
      .optional()
      .describe(
        'How large a page is drawn: as its smallest type needs (`auto` unless told), in DPI, or not ' +
          'at all: `pdf` sends the page as a PDF.',
      ),
    picture: z
      .enum(['image', 'pdf', 'url'])
      .optional()
      .describe(
        'What is sent of a page; an image unless told. `url` hands the address of an image on, for ' +
          'Claude to fetch; it takes a JSON body whose sources are URLs.',
      ),
    orient: z
      .boolean()
      .optional()
      .describe(
        'Whether pages that lie or stand on their head are turned upright; true unless told.',
      ),
    lane: z
      .enum(['realtime', 'batch', 'auto'])
      .optional()
      .describe(
        '`realtime` unless told. `batch` goes with batches, at half the price and within a day, mostly ' +
          'within an hour. `auto` does so where its `deadline` leaves three hours or more, and else is `realtime`.',
      ),
    deadline: z.iso
      .datetime({ offset: true })
      .optional()
      .describe(
        'For `lane: "auto"`: when the document is wanted at the latest. What a batch has not brought an ' +
          'hour before is asked for by itself.',
      ),
    priority: z
      .int()
      .min(0)
      .max(9)
      .optional()
      .describe(
        'Of the documents of one tenant that wait, those with the highest go first; 0 unless told.',
      ),
    webhook: webhook.optional().describe('Who is told of the end.'),
    on_page_error: z
      .enum(['partial', 'fail'])
      .optional()
      .describe('What a document with a failed page ends as; `partial` unless told.'),
    budget_usd: z
      .number()
      .positive()
      .optional()
      .describe('What the document may cost; pages beyond it wait until it is raised by a retry.'),
    metadata: metadata
      .optional()
      .describe('Handed back with every answer and webhook: 32 keys at most, values no objects.'),
  })
  .meta({ examples: [{ preset: 'invoice', pages: '1-5,8', metadata: { customer: 'c-1042' } }] });

export type DocumentOptions = z.output<typeof optionFields>;

import { z } from 'zod';
import { isPageRanges } from './page-ranges.ts';
import { type PresetName, presetNames, presets } from './presets.ts';

/** Most pages of one document; a plan of this many is about 1 MB in Redis. */
export const MAX_PAGES = 10_000;

const httpUrl = z.url({ protocol: /^https?$/ }).max(2048);

/** Metadata is handed back with every answer and webhook, so it is kept small. */
const metadata = z
  .record(z.string().max(64), z.union([z.string().max(512), z.number(), z.boolean(), z.null()]))
  .refine((value) => Object.keys(value).length <= 32, 'takes at most 32 keys');

/** What a client may ask of a document (contract, "Options of a document"), as JSON. */
export const documentOptions = z
  .strictObject({
    task: z.enum(['transcribe', 'extract', 'ask', 'compare']).optional(),
    preset: z.enum(presetNames).optional(),
    prompt: z.string().min(1).max(20_000).optional(),
    context: z.string().min(1).max(20_000).optional(),
    schema: z.record(z.string(), z.unknown()).optional(),
    scope: z.enum(['page', 'document']).optional(),
    model: z.string().min(1).max(100).optional(),
    strong_model: z.string().min(1).max(100).optional(),
    max_tokens: z.int().min(1).max(64_000).optional(),
    pages: z.string().max(2000).refine(isPageRanges, 'takes a list such as "1-5,8"').optional(),
    max_pages: z.int().min(1).max(MAX_PAGES).optional(),
    resolution: z.union([z.literal(['auto', 'pdf']), z.number().min(18).max(600)]).optional(),
    picture: z.enum(['image', 'pdf']).optional(),
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
  })
  .superRefine((options, context) => {
    const task = taskOf(options);
    const wants = (field: 'prompt' | 'schema', present: boolean): void => {
      if (present) return;
      context.addIssue({ code: 'custom', path: [field], message: `is needed for task "${task}"` });
    };
    if (task === 'extract') wants('schema', schemaOf(options) !== undefined);
    if (task === 'ask') wants('prompt', options.prompt !== undefined);
    if (options.resolution === 'pdf' && options.picture === 'image') {
      const message = 'is "pdf", which an image cannot be: leave one of the two out';
      context.addIssue({ code: 'custom', path: ['resolution'], message });
    }
    for (const [field, value, instead] of notBuilt(options)) {
      context.addIssue({
        code: 'custom',
        path: [field],
        message: `${field} "${value}" is not built yet: ${instead}`,
      });
    }
  });

export type DocumentOptions = z.output<typeof documentOptions>;
export type Task = NonNullable<DocumentOptions['task']>;

/** The task that is meant: named, else the preset's, else `transcribe`. */
export function taskOf(options: {
  readonly task?: Task | undefined;
  readonly preset?: PresetName | undefined;
}): Task {
  return options.task ?? (options.preset && presets[options.preset].task) ?? 'transcribe';
}

/** The JSON Schema answers must fit: the client's own, else the preset's. */
export function schemaOf(options: {
  readonly schema?: Record<string, unknown> | undefined;
  readonly preset?: PresetName | undefined;
}): Record<string, unknown> | undefined {
  if (options.schema) return options.schema;
  const preset = options.preset && presets[options.preset];
  return preset && 'schema' in preset ? preset.schema : undefined;
}

// Refused at the door: what bounds or changes the bill must not be taken and then ignored.
function notBuilt(options: {
  readonly task?: Task | undefined;
  readonly scope?: string | undefined;
  readonly lane?: string | undefined;
}): (readonly [field: string, value: string, instead: string])[] {
  const refused: [string, string, string][] = [];
  if (options.task === 'compare') refused.push(['task', 'compare', 'use "ask" on each picture']);
  if (options.scope === 'document') refused.push(['scope', 'document', 'use "page"']);
  if (options.lane === 'batch') refused.push(['lane', 'batch', 'use "realtime"']);
  return refused;
}

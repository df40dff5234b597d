import { z } from 'zod';
import { optionFields, type presetName, tasks } from '../option-fields.ts';

/**
 * What a preset may set beforehand: how a page is looked at and by whom. What bounds the bill, and
 * where answers go, is each document's own.
 */
const defaults = optionFields
  .pick({
    context: true,
    transcribe: true,
    model: true,
    strong_model: true,
    max_tokens: true,
    resolution: true,
    orient: true,
  })
  // Whether a document's pictures may be fetched by somebody else is for who sends it to say.
  .extend({ picture: optionFields.shape.picture.unwrap().exclude(['url']).optional() });

/** A named way to ask, as its file holds it; the name is the file's. */
export const presetFields = z.strictObject({
  title: z.string().min(1).max(80),
  /** One line for whoever has to choose. */
  description: z
    .string()
    .max(200)
    .regex(/^[^\n]+$/, 'takes one line'),
  task: z.enum(tasks),
  prompt: z.string().min(1).max(20_000),
  /** The JSON Schema of the answer; needed by `extract`, allowed for `ask` and `compare`. */
  schema: optionFields.shape.schema,
  defaults: defaults.optional(),
});

/** A named way to ask: its task in its words, its schema where data is wanted, its defaults. */
export interface Preset extends z.output<typeof presetFields> {
  readonly name: z.output<typeof presetName>;
}

/** All presets that a server knows, by name. */
export type Presets = ReadonlyMap<string, Preset>;

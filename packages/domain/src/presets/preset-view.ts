import { z } from 'zod';
import { presetName } from '../option-fields.ts';
import { type Preset, presetFields } from './preset.ts';

const { title, description, task, prompt, schema, defaults } = presetFields.shape;

/** A preset as the outside sees it. */
export const presetView = z.object({
  name: presetName,
  title,
  description,
  task,
  prompt,
  schema: schema.unwrap().nullable().describe('The JSON Schema of the answer.'),
  defaults: defaults
    .unwrap()
    .describe('Options that a document has of it unless it says otherwise.'),
});

/** The built-in presets first. */
export const presetListView = z.object({ data: z.array(presetView) });

export type PresetListView = z.output<typeof presetListView>;

export function viewPreset(preset: Preset): z.output<typeof presetView> {
  const { schema: wanted = null, defaults: set = {}, ...rest } = preset;
  return {
    name: rest.name,
    title: rest.title,
    description: rest.description,
    task: rest.task,
    prompt: rest.prompt,
    schema: wanted,
    defaults: set,
  };
}

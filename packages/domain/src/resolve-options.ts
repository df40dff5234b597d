import type { DocumentOptions, Task } from './option-fields.ts';
import { builtInPresets } from './presets/built-in-presets.ts';
import type { Preset, Presets } from './presets/preset.ts';
import { taskPrompts } from './presets/task-prompts.ts';
import { withoutDialect } from './schema/schema-mistakes.ts';

type Asked = Pick<DocumentOptions, 'task' | 'preset' | 'schema'>;

/** Pages are written down whole, and pictures on them not described, unless asked otherwise. */
const TRANSCRIBE_DEFAULTS = { headers_footers: 'keep', figures: 'skip' } as const;

/**
 * Options with all that their preset and task add: what is stored with a document, so that neither
 * another folder of presets nor another version's words change a document that is being read.
 * Resolving what is resolved changes nothing.
 */
export function resolveOptions(options: DocumentOptions, presets: Presets): DocumentOptions {
  const { transcribe: _, ...defaults } = presetOf(options, presets)?.defaults ?? {};
  const task = taskOf(options, presets);
  const asked = presetFor(task, options, presets);
  const schema = schemaOf(options, presets);
  const prompt = options.prompt ?? asked?.prompt ?? taskPrompts[task];
  const transcribe = transcribeOf(task, options, asked);
  return {
    ...defaults,
    ...options,
    task,
    ...(prompt === undefined ? {} : { prompt }),
    ...(schema === undefined ? {} : { schema: withoutDialect(schema) }),
    ...(transcribe === undefined ? {} : { transcribe }),
  };
}

/**
 * The task that is meant: named, else the preset's; else `extract` where a schema is given, which
 * a transcription would ignore, and `transcribe` where none is.
 */
export function taskOf(options: Asked, presets: Presets = builtInPresets): Task {
  return (
    options.task ??
    presetOf(options, presets)?.task ??
    (options.schema === undefined ? 'transcribe' : 'extract')
  );
}

/** The JSON Schema answers must fit: the client's own, else the preset's where its task is meant. */
export function schemaOf(
  options: Asked,
  presets: Presets = builtInPresets,
): Record<string, unknown> | undefined {
  const task = taskOf(options, presets);
  if (task === 'transcribe') return undefined;
  return options.schema ?? presetFor(task, options, presets)?.schema;
}

function presetOf({ preset }: Asked, presets: Presets): Preset | undefined {
  return preset === undefined ? undefined : presets.get(preset);
}

/** A preset's words and schema are for its own task: another task that is named goes without. */
function presetFor(task: Task, options: Asked, presets: Presets): Preset | undefined {
  const preset = presetOf(options, presets);
  return preset?.task === task ? preset : undefined;
}

/** A client's own prompt says itself how to transcribe, unless the option is named beside it. */
function transcribeOf(
  task: Task,
  { prompt, transcribe }: DocumentOptions,
  preset: Preset | undefined,
): DocumentOptions['transcribe'] {
  if (task !== 'transcribe' || (prompt !== undefined && transcribe === undefined)) return undefined;
  return {
    ...TRANSCRIBE_DEFAULTS,
    ...(prompt === undefined ? preset?.defaults?.transcribe : {}),
    ...transcribe,
  };
}

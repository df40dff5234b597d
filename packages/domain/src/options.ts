import type { z } from 'zod';
import { type DocumentOptions, optionFields } from './option-fields.ts';
import { asksForPatch } from './patch/patch-task.ts';
import { builtInPresets } from './presets/built-in-presets.ts';
import type { Presets } from './presets/preset.ts';
import { resolveOptions } from './resolve-options.ts';
import { schemaMistakes } from './schema/schema-mistakes.ts';

type OptionsSchema = z.ZodType<DocumentOptions>;

/** What a client may ask of a document, where a server's own presets are not known: on the client. */
export const documentOptions: OptionsSchema = checked(builtInPresets, { others: 'allowed' });

/** What a client may ask of a document of a server that has these presets, and no others. */
export function documentOptionsWith(presets: Presets): OptionsSchema {
  return checked(presets, { others: 'refused' });
}

function checked(presets: Presets, { others }: { others: 'allowed' | 'refused' }): OptionsSchema {
  return optionFields.superRefine((options, context) => {
    for (const { path, message } of mistakesIn(options, presets, others === 'allowed')) {
      context.addIssue({ code: 'custom', path: [...path], message });
    }
  });
}

interface OptionMistake {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** What no field can say by itself. */
function mistakesIn(
  options: DocumentOptions,
  presets: Presets,
  mayBeUnknown: boolean,
): OptionMistake[] {
  const isUnknown = options.preset !== undefined && !presets.has(options.preset);
  const resolved = resolveOptions(options, presets);
  return [
    ...(isUnknown && !mayBeUnknown ? [unknownPreset(presets)] : []),
    // A preset that is not known here may bring its own schema, or its own question.
    ...(isUnknown ? [] : missing(resolved)),
    ...(options.schema ? schemaMistakes(options.schema).map(inSchema) : []),
    ...ignored(options, resolved, isUnknown),
    ...contradicting(resolved),
    ...(isUnknown ? [] : unpatchable(resolved)),
    ...pointless(resolved),
  ];
}

function unknownPreset(presets: Presets): OptionMistake {
  const names = [...presets.keys()].map((name) => `"${name}"`).join(', ');
  return { path: ['preset'], message: `is no preset of this server: it has ${names}` };
}

function contradicting(options: DocumentOptions): OptionMistake[] {
  const { resolution, picture, task, scope } = options;
  const mistakes: OptionMistake[] = picture === 'url' ? undrawable(options) : [];
  if (resolution === 'pdf' && picture === 'image') {
    const message = 'is "pdf", which an image cannot be: leave one of the two out';
    mistakes.push({ path: ['resolution'], message });
  }
  if (task === 'compare' && scope === 'page') {
    const message = 'is "page", and one picture is nothing to compare: leave it out';
    mistakes.push({ path: ['scope'], message });
  }
  return mistakes;
}

/** What Claude fetches itself comes as it is: nobody here can turn it, size it or read its text. */
function undrawable({ resolution, orient, mode }: DocumentOptions): OptionMistake[] {
  const asked: [field: string, isAsked: boolean][] = [
    ['resolution', resolution !== undefined && resolution !== 'auto'],
    ['orient', orient === true],
    ['mode', mode === 'patch'],
  ];
  const message = 'is for pictures that are made here, and picture is "url": leave one of them out';
  return asked.flatMap(([field, isAsked]) => (isAsked ? [{ path: [field], message }] : []));
}

/** A patch is put together into Markdown here: words that ask for another form cannot be heard. */
function unpatchable(options: DocumentOptions): OptionMistake[] {
  if (options.mode !== 'patch' || asksForPatch(options)) return [];
  const message = 'is "patch", which is for the task "transcribe" in its own words: leave one out';
  return [{ path: ['mode'], message }];
}

function inSchema({ path, message }: OptionMistake): OptionMistake {
  return { path: ['schema', ...path], message };
}

function missing({ task, schema, prompt }: DocumentOptions): OptionMistake[] {
  const message = `is needed for task "${task}"`;
  if (task === 'extract' && schema === undefined) return [{ path: ['schema'], message }];
  if (task === 'ask' && prompt === undefined) return [{ path: ['prompt'], message }];
  return [];
}

/** What the task that is meant would not look at must not be taken as if it had an effect. */
function ignored(
  options: DocumentOptions,
  { task }: DocumentOptions,
  isUnknown: boolean,
): OptionMistake[] {
  if (isUnknown && options.task === undefined) return [];
  const mistakes: OptionMistake[] = [];
  if (options.schema !== undefined && task === 'transcribe') {
    mistakes.push({ path: ['schema'], message: 'is for task "extract", "ask" or "compare"' });
  }
  if (options.transcribe !== undefined && task !== 'transcribe') {
    mistakes.push({ path: ['transcribe'], message: `is for task "transcribe", not "${task}"` });
  }
  return mistakes;
}

/** A deadline that no lane looks at must not be taken as if it were kept. */
function pointless({ lane, deadline }: DocumentOptions): OptionMistake[] {
  if (deadline === undefined || lane === 'auto') return [];
  return [{ path: ['deadline'], message: 'is for lane "auto", which keeps to it: name that too' }];
}

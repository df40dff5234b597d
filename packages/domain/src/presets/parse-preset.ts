import type { z } from 'zod';
import { presetName } from '../option-fields.ts';
import { parseJson } from '../parse-json.ts';
import { schemaMistakes } from '../schema/schema-mistakes.ts';
import { builtInPresets } from './built-in-presets.ts';
import { type Preset, presetFields } from './preset.ts';

type ParsedPreset =
  | { readonly isPreset: true; readonly preset: Preset }
  /** One line for each mistake: where in the file (JSON pointer), and what it takes. */
  | { readonly isPreset: false; readonly mistakes: readonly string[] };

/**
 * Reads an own preset.
 * @param name the file's name without `.json`
 * @param text the file's content
 */
export function parsePreset(name: string, text: string): ParsedPreset {
  const mistakes: string[] = [];
  const named = presetName.safeParse(name);
  if (!named.success)
    mistakes.push(...named.error.issues.map(({ message }) => `its name ${message}`));
  if (builtInPresets.has(name)) {
    mistakes.push('its name is that of a built-in preset: rename the file');
  }
  const json = parseJson(text);
  if (json === undefined) return { isPreset: false, mistakes: [...mistakes, 'is not JSON'] };
  const read = presetFields.safeParse(json);
  if (!read.success) {
    return { isPreset: false, mistakes: [...mistakes, ...read.error.issues.map(asLine)] };
  }
  const { task, schema, defaults } = read.data;
  for (const { path, message } of schema ? schemaMistakes(schema) : []) {
    mistakes.push(`${pointerOf(['schema', ...path])} ${message}`);
  }
  if (task === 'extract' && !schema) mistakes.push('/schema is needed for task "extract"');
  if (task === 'transcribe' && schema) mistakes.push('/schema is not for task "transcribe"');
  if (task !== 'transcribe' && defaults?.transcribe) {
    mistakes.push(`/defaults/transcribe is not for task "${task}"`);
  }
  if (mistakes.length > 0) return { isPreset: false, mistakes };
  return { isPreset: true, preset: { name, ...read.data } };
}

function asLine({ path, message }: z.core.$ZodIssue): string {
  return `${pointerOf(path.map(String)) || 'the file'} ${message}`;
}

function pointerOf(path: readonly (string | number)[]): string {
  return path
    .map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}

import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { findModel } from '@quire/claude';
import { ConfigError } from '@quire/config';
import { builtInPresets, parsePreset, type Preset, type Presets } from '@quire/domain';

/**
 * The built-in presets and those of a folder: each `NAME.json` in it is one. Read once, at start.
 * @param folder `QUIRE_PRESETS`; none where it is not set
 * @throws ConfigError with a line for each mistake in each file
 */
export function readPresets(folder: string | undefined): Presets {
  const read = folder === undefined ? [] : filesOf(folder).map(readPreset);
  const mistakes = read.flatMap((one) => one.mistakes);
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  const own = read.flatMap(({ preset }) => (preset ? [[preset.name, preset] as const] : []));
  return new Map([...builtInPresets, ...own]);
}

interface ReadPreset {
  readonly preset?: Preset;
  readonly mistakes: readonly string[];
}

function filesOf(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .toSorted()
      .map((name) => join(folder, name));
  } catch (cause) {
    // A mount that is missing must not look like a server without presets.
    throw new ConfigError([`QUIRE_PRESETS: takes a folder that can be read (${reasonOf(cause)})`]);
  }
}

function readPreset(path: string): ReadPreset {
  const inFile = (mistake: string): string => `${path}: ${mistake}`;
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    return { mistakes: [inFile(reasonOf(cause))] };
  }
  const parsed = parsePreset(basename(path, '.json'), text);
  if (!parsed.isPreset) return { mistakes: parsed.mistakes.map(inFile) };
  const { defaults } = parsed.preset;
  const mistakes = (['model', 'strong_model'] as const).flatMap((field) =>
    unknownModel(defaults?.[field]).map((why) => inFile(`/defaults/${field} ${why}`)),
  );
  return { preset: parsed.preset, mistakes };
}

function unknownModel(id: string | undefined): string[] {
  try {
    if (id !== undefined) findModel(id);
    return [];
  } catch (error) {
    return [reasonOf(error)];
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type NamedModel, parsePreset } from '@quire/domain';

/**
 * Models that own presets name. What cannot be read is left to the api, which does not start with it.
 * @param folder `QUIRE_PRESETS`, where it is set on this machine
 */
export async function presetModels(folder: string | undefined): Promise<NamedModel[]> {
  if (folder === undefined) return [];
  const names = await readdir(folder).catch(() => []);
  const named: NamedModel[] = [];
  for (const name of names.filter((one) => one.endsWith('.json')).toSorted()) {
    const text = await readFile(join(folder, name), 'utf8').catch(() => '');
    const parsed = parsePreset(basename(name, '.json'), text);
    if (!parsed.isPreset) continue;
    const { model, strong_model: strong } = parsed.preset.defaults ?? {};
    for (const id of [model, strong]) {
      if (id !== undefined) named.push({ id, namedBy: `the preset ${parsed.preset.name}` });
    }
  }
  return named;
}

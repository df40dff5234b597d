import { readdir } from 'node:fs/promises';
import { basename, extname } from 'node:path';

/** With its suffix and extension a name must stay below the 255 bytes that file systems take. */
const MOST_BYTES = 200;

/**
 * Names for results in a folder, one for each input, none of which is there already or twice among
 * them: a second `report` becomes `report-2`.
 * @param inputs paths; only the last part is used, so that no name leads out of the folder
 */
export async function resultNames(folder: string, inputs: readonly string[]): Promise<string[]> {
  // Upper and lower case are one name on some file systems.
  const taken = new Set((await readdir(folder)).map((name) => name.toLowerCase()));
  return inputs.map((input) => {
    const stem = stemOf(input);
    for (let count = 1; ; count += 1) {
      const name = count === 1 ? stem : `${stem}-${count}`;
      const files = [`${name}.md`, `${name}.json`].map((file) => file.toLowerCase());
      if (files.some((file) => taken.has(file))) continue;
      for (const file of files) taken.add(file);
      return name;
    }
  });
}

/** A file's name without its extension, and without what file systems or terminals trip over. */
function stemOf(input: string): string {
  const last = basename(input.replaceAll('\\', '/'));
  const clean = last
    .slice(0, last.length - extname(last).length)
    .replaceAll(/[\p{C}<>:"|?*/]/gu, '_')
    .replace(/^[.\s]+/, '')
    .replace(/[.\s]+$/, '');
  let stem = clean;
  while (Buffer.byteLength(stem) > MOST_BYTES) stem = stem.replace(/.$/su, '');
  return stem || 'document';
}

import { glob, readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { UsageError } from '../usage-error.ts';

const EXTENSIONS = ['pdf', 'jpg', 'jpeg', 'png', 'gif', 'webp', 'tif', 'tiff', 'avif'];
const KNOWN = new RegExp(`\\.(?:${EXTENSIONS.join('|')})$`, 'i');

/**
 * The files that are meant, each once, in the order they were named. A file named is taken whatever
 * it is; of a folder those with a known extension, hidden ones apart; of a pattern what it matches.
 * @throws UsageError for a name behind which there is nothing to send
 */
export async function findFiles(names: readonly string[]): Promise<string[]> {
  const found = new Map<string, string>();
  for (const name of names) {
    const paths = await filesBehind(name);
    if (paths.length === 0) {
      throw new UsageError(`${name} holds nothing to send: looked for ${EXTENSIONS.join(', ')}.`);
    }
    for (const path of paths) if (!found.has(resolve(path))) found.set(resolve(path), path);
  }
  return [...found.values()];
}

async function filesBehind(name: string): Promise<string[]> {
  const kind = await kindOf(name);
  if (kind === 'folder') return filesBelow(name);
  if (kind === 'file') return [name];
  if (/[*?[{]/.test(name)) return filesLike(name);
  throw new UsageError(`${name}: no such file or directory.`);
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const paths: string[] = [];
  for (const { name } of entries.toSorted((one, other) => compare(one.name, other.name))) {
    if (name.startsWith('.')) continue;
    const path = join(folder, name);
    const entry = entries.find((one) => one.name === name);
    // A link to a folder is not followed: it may lead back up, and round for ever.
    if (entry?.isDirectory() === true) paths.push(...(await filesBelow(path)));
    else if (KNOWN.test(name) && (await kindOf(path)) === 'file') paths.push(path);
  }
  return paths;
}

async function filesLike(pattern: string): Promise<string[]> {
  // A pattern that ends in an extension names it; one such as `scans/*` means what Quire can read.
  const namesExtension = /\.\w+$/.test(pattern);
  const paths: string[] = [];
  for await (const path of glob(pattern)) {
    if ((namesExtension || KNOWN.test(path)) && (await kindOf(path)) === 'file') paths.push(path);
  }
  return paths.toSorted(compare);
}

async function kindOf(path: string): Promise<'file' | 'folder' | 'nothing'> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file';
  } catch {
    return 'nothing';
  }
}

/** `page-2` before `page-10`: the order of files can be the order of a document's pages. */
function compare(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true });
}

import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Makes a folder and those above it, where they are not there yet. Step by step: below a folder that
 * takes none, such as /proc, `mkdir` with `recursive` tries for ever.
 * @throws the system's error where it cannot be made, or not be written
 */
export function makeFolder(path: string): void {
  const missing: string[] = [];
  let there = resolve(path);
  while (statSync(there, { throwIfNoEntry: false }) === undefined && dirname(there) !== there) {
    missing.unshift(there);
    there = dirname(there);
  }
  for (const folder of missing) make(folder);
  accessSync(missing.at(-1) ?? there, constants.W_OK | constants.X_OK);
  if (!statSync(path).isDirectory()) throw new Error(`${path} is not a folder`);
}

function make(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another process that starts as well was quicker.
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) throw error;
  }
}

import { access, constants, mkdir } from 'node:fs/promises';
import { UsageError } from '../usage-error.ts';

/**
 * Makes a folder for results, before anything is sent: a result that is paid for must have a place.
 * @throws UsageError where it cannot be one
 */
export async function prepareFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch {
    throw new UsageError(`${folder} is no folder that can be written to.`);
  }
}

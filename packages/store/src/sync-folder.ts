import { open } from 'node:fs/promises';

/** Writes a folder's names to the disk: without it a power cut may take a new file's name away again. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

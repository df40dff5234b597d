import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SourceFile } from '../src/index.ts';

export const samplesFolder = fileURLToPath(new URL('../../../samples', import.meta.url));

/** A temporary folder that makes sources of bytes. */
export interface WorkFolder {
  source(bytes: Uint8Array | string, mediaType?: SourceFile['mediaType']): Promise<SourceFile>;
  remove(): Promise<void>;
}

export async function openWorkFolder(): Promise<WorkFolder> {
  const folder = await mkdtemp(join(tmpdir(), 'quire-pages-'));
  let files = 0;
  return {
    async source(bytes, mediaType = 'application/pdf') {
      files += 1;
      const path = join(folder, String(files));
      await writeFile(path, bytes);
      return { path, mediaType };
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

export function sample(name: string, mediaType: SourceFile['mediaType']): SourceFile {
  return { path: `${samplesFolder}/${name}`, mediaType };
}

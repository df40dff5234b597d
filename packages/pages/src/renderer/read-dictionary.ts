import type { BlockFile } from './block-file.ts';

/** Dictionaries of images are 200 bytes long; one of 2,000 is nothing plain. */
const WITHIN_BYTES = 2_048;

/** The dictionary in front of a stream, as it is written; null when it is not found there. */
export function readDictionary(file: Pick<BlockFile, 'read'>, streamAt: number): string | null {
  const before = Buffer.alloc(Math.min(WITHIN_BYTES, streamAt));
  if (!file.read(streamAt - before.length, before)) return null;
  const text = before.toString('latin1');
  return /.*\sobj\s*(<<[\s\S]*>>)\s*stream\r?\n$/s.exec(text)?.[1] ?? null;
}

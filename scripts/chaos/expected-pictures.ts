import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findModel } from '@quire/claude';
import { openPageRenderer, pictureHash, pictureSpec } from '@quire/pages';
import { CHEAP_PICTURES, makeDocument } from './make-document.ts';
import type { PlannedDocument } from './plan-backlog.ts';

/**
 * The hash of each page's picture in its order, drawn again from the file that was sent. The same
 * page under the same options is the same picture to the byte, so this says which answer is whose.
 */
export async function expectedPictures(
  documents: readonly PlannedDocument[],
  modelId: string,
  folder: string,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const renderer = openPageRenderer({ processes: 2, timeoutMs: 30_000, engine: 'auto' });
  const spec = pictureSpec(CHEAP_PICTURES, findModel(modelId).tier);
  const { signal } = new AbortController();
  const expected = new Map<string, readonly string[]>();
  try {
    for (const document of documents) {
      if (expected.has(document.word)) continue;
      const path = join(folder, `${document.word}.pdf`);
      writeFileSync(path, await makeDocument(document));
      const file = { path, mediaType: 'application/pdf' } as const;
      const pictures = await Promise.all(
        Array.from({ length: document.pages }, (_, index) =>
          renderer.picture(file, index, spec, signal),
        ),
      );
      expected.set(document.word, pictures.map(pictureHash));
    }
  } finally {
    await renderer.close();
  }
  return expected;
}

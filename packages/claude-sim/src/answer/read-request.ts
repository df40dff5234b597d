import type { Engine } from '../engine/engine.ts';
import type { CheckedRequest } from '../request/checked-request.ts';
import { isDocument } from '../request/visit-blocks.ts';

/** A label before a picture is short and ends in a colon: `Image 2:`, `Page 7:`. */
const LABEL = /^.{1,80}:\s*$/;

/** Said of a page without any text, as Claude says it: in words, not by silence. */
const BLANK = '(The page is blank.)';

/**
 * Everything legible in a request, in its order: pictures read, documents' text, labels kept.
 * @param told what stands on pictures, by their SHA-256, where somebody told
 */
export async function readRequest(
  request: CheckedRequest,
  engine: Engine,
  told: ReadonlyMap<string, string>,
): Promise<string> {
  const { pictures, documents, blocks } = request;
  const texts = await Promise.all(
    pictures.map(async (picture) => ({
      path: picture.path,
      text: told.get(picture.sha256) ?? (await engine.read(picture)),
    })),
  );
  const written = await Promise.all(
    documents
      .filter(({ kind }) => kind !== 'content')
      .map(async ({ path, text, unread }) => ({
        path,
        text: unread === null ? text : await engine.readPdf(unread),
      })),
  );
  const media = [...texts, ...written];
  if (media.length === 0) return typedText(request);
  const sections: string[] = [];
  for (const [index, { block, path }] of blocks.entries()) {
    const read = media.find((candidate) => candidate.path === path);
    if (read === undefined) continue;
    const before = blocks[index - 1]?.block;
    const number = sections.length + 1;
    const noun = block.type === 'image' ? 'Image' : 'Document';
    const label =
      before?.type === 'text' && LABEL.test(before.text)
        ? before.text.trim()
        : `${noun} ${number}:`;
    const text = read.text === '' ? BLANK : read.text;
    sections.push(media.length === 1 ? text : `${label}\n\n${text}`);
  }
  return sections.join('\n\n');
}

/** Without anything to look at, the last message is all there is to answer from. */
function typedText({ blocks }: CheckedRequest): string {
  return blocks
    .filter((placed) => placed.role === 'user' && !isDocument(placed))
    .map(({ block }) => (block.type === 'text' ? block.text : ''))
    .join('\n')
    .trim();
}

import type { Engine } from '../engine/engine.ts';
import type { CheckedRequest } from '../request/checked-request.ts';
import { isDocument } from '../request/visit-blocks.ts';

/** A label before a picture is short and ends in a colon: `Image 2:`, `Page 7:`. */
const LABEL = /^.{1,80}:\s*$/;

/** Said of a page without any text, as Claude says it: in words, not by silence. */
const BLANK = '(The page is blank.)';

/** Everything legible in a request, in its order. */
export interface ReadRequest {
  /** As it is answered where text is wanted, labels kept. */
  readonly text: string;
  /** Each picture, document or labelled text by itself. */
  readonly parts: readonly { readonly label: string; readonly text: string }[];
  /** Whether the parts were read from pictures or documents; else they were typed. */
  readonly isSeen: boolean;
}

/**
 * Reads a request: its pictures, its documents' text; where it has neither, what was typed.
 * @param told what stands on pictures, by their SHA-256, where somebody told
 */
export async function readRequest(
  request: CheckedRequest,
  engine: Engine,
  told: ReadonlyMap<string, string>,
): Promise<ReadRequest> {
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
  const parts: { label: string; text: string }[] = [];
  for (const [index, { block, path }] of blocks.entries()) {
    const read = media.find((candidate) => candidate.path === path);
    if (read === undefined) continue;
    const before = blocks[index - 1]?.block;
    const number = parts.length + 1;
    const noun = block.type === 'image' ? 'Image' : 'Document';
    const label =
      before?.type === 'text' && LABEL.test(before.text)
        ? before.text.trim()
        : `${noun} ${number}:`;
    parts.push({ label, text: read.text === '' ? BLANK : read.text });
  }
  const isAlone = media.length === 1;
  const text = parts.map((part) => (isAlone ? part.text : `${part.label}\n\n${part.text}`));
  return { text: text.join('\n\n'), parts, isSeen: true };
}

/**
 * Without anything to look at, what was typed is all there is to answer from: the texts under labels
 * where there are some, else the last message.
 */
function typedText({ blocks }: CheckedRequest): ReadRequest {
  const typed = blocks
    .filter((placed) => placed.role === 'user' && !isDocument(placed))
    .map(({ block }) => (block.type === 'text' ? block.text : ''));
  const parts = typed.flatMap((text, at) => {
    const label = typed[at - 1] ?? '';
    return LABEL.test(label) && !LABEL.test(text) ? [{ label: label.trim(), text }] : [];
  });
  const said = parts.length > 0 ? parts.map(({ text }) => text) : typed;
  return { text: said.join('\n').trim(), parts, isSeen: false };
}
